"""What this room holds of a person: that they were asked to be a link, or are one. No words."""

from collections.abc import Iterable
from datetime import datetime

from sidebyside.federation import actions, visits
from sidebyside.federation.models import Link, Visiting
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Room


def _erase(person: Person) -> None:
    for link in Link.objects.filter(person=person).select_related("person", "member"):
        actions.end(link, person)
        link.delete()
    visits.forget(person)


def _files(person: Person) -> Iterable[File]:
    rows = Link.objects.filter(person=person).select_related("member__federation").order_by("asked_at", "pk")
    lines = "".join(
        f"{one.member.federation.name}: asked {_day(one.asked_at)}, yes {_day(one.yes_at)}, "
        f"ended {_day(one.ended_at)}\n"
        for one in rows
    )
    visited = Visiting.objects.filter(person=person, link_yes_at__isnull=False).select_related("host")
    lines += "".join(
        f"coaching at {one.host.name}: asked {_day(one.asked_at)}, yes {_day(one.person_yes_at)}, "
        f"ended {_day(one.ended_at)}\n"
        for one in visited.order_by("asked_at", "pk")
    )
    if lines:
        yield File("link-in-your-trust.txt", lambda: iter([lines.encode()]))


def _day(when: datetime | None) -> str:
    return when.date().isoformat() if when else "–"


ROOM = Room("federation", (), erase=_erase, files=_files)
