"""What this room holds of a person: that they were asked to be a link, or are one. No words."""

from collections.abc import Iterable
from datetime import datetime

from sidebyside.federation import actions
from sidebyside.federation.models import Link
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Room


def _erase(person: Person) -> None:
    for link in Link.objects.filter(person=person).select_related("person", "member"):
        actions.end(link, person)
        link.delete()


def _files(person: Person) -> Iterable[File]:
    rows = Link.objects.filter(person=person).select_related("member__federation").order_by("asked_at", "pk")
    lines = "".join(
        f"{one.member.federation.name}: asked {_day(one.asked_at)}, yes {_day(one.yes_at)}, "
        f"ended {_day(one.ended_at)}\n"
        for one in rows
    )
    if lines:
        yield File("link-in-your-trust.txt", lambda: iter([lines.encode()]))


def _day(when: datetime | None) -> str:
    return when.date().isoformat() if when else "–"


ROOM = Room("federation", (), erase=_erase, files=_files)
