"""A person's private calendar link: what it holds, who holds it, and how it is made anew."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person, hashed, new_secret
from sidebyside.programme.models import CalendarFeed, Partnership, Strand
from sidebyside.programme.protected import kept_for
from sidebyside.programme.stages import talk_strand, talked_about
from sidebyside.programme.standing import open_to, strands
from sidebyside.programme.times_changed import stands, uid_of
from sidebyside.timetable.invites import Entry
from sidebyside.trust import audit
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who

_others: list[Callable[[Person], Iterable[Entry]]] = []


def also_in(entries: Callable[[Person], Iterable[Entry]]) -> None:
    """A room above says what else stands in a person's calendar: a time and a place, and of one of two sorts."""
    if entries not in _others:
        _others.append(entries)


@dataclass(frozen=True)
class PresentedLink:
    """Somebody came with the secret itself; who they are is not asked."""

    feed: CalendarFeed


def feed_standing(person: Person, thing: CalendarFeed | PresentedLink) -> Standing:
    if isinstance(thing, PresentedLink):
        return Standing(frozenset({Who.HOLDER}))
    return Standing(frozenset({Who.OWNER} if thing.person_id == person.pk else ()))


def presented(token: str) -> PresentedLink | None:
    feed = CalendarFeed.objects.select_related("person").filter(token_hash=hashed(token)).first()
    return PresentedLink(feed) if feed else None


@transaction.atomic
def renew(person: Person) -> str:
    """Make the link anew and answer its secret, this once; the old link is dead when this returns."""
    secret = new_secret()
    CalendarFeed.objects.update_or_create(
        person=person, defaults={"token_hash": hashed(secret), "made_at": timezone.now()}
    )
    audit.did("renewed", "calendar link", person.code, person.code)
    return secret


@transaction.atomic
def switch_off(person: Person) -> None:
    gone, _rows = CalendarFeed.objects.filter(person=person).delete()
    if gone:
        audit.did("switched off", "calendar link", person.code, person.code)


def calendar_of(person: Person) -> bytes:
    """RFC 5545: lessons and meetings of this person, with times and places and nothing else."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Sidebyside//Sidebyside//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Sidebyside")
    mine = _strands_of(person)
    for strand in mine:
        both_at_once = strand.cycle.partnership.roles == Partnership.Roles.SHARED
        sides = [strand]
        if both_at_once:
            sides = talked_about([one for one in mine if one.cycle_id == strand.cycle_id])
        # One talk is about every side of the cycle.
        meets = talk_strand(strand, sides) == strand
        for name, summary, starts, minutes in (
            ("lesson", _("Sidebyside: lesson"), strand.lesson_at, strand.lesson_minutes),
            (
                "meeting",
                _("Sidebyside: meeting"),
                strand.meeting_at if meets else None,
                strand.meeting_minutes,
            ),
        ):
            if starts is not None and stands(strand, starts):
                ends = starts + timedelta(minutes=minutes)
                place = strand.place if name == "meeting" else ""
                calendar.add_component(_made(uid_of(strand, name), summary, starts, ends, place))
    for uid, slot in kept_for(person):
        calendar.add_component(_made(uid, _("Sidebyside: meeting"), slot.starts, slot.ends))
    for entries in _others:
        for one in entries(person):
            calendar.add_component(_made(one.uid, one.summary, one.starts, one.ends, one.place))
    return bytes(calendar.to_ical())


def _made(uid: str, summary: str, starts: datetime, ends: datetime, place: str = "") -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", starts)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", summary)
    if place:
        event.add("location", place)
    return event


def _strands_of(person: Person) -> list[Strand]:
    """Every cycle of a standing partnership that is not paused or skipped, whatever the person's role in it."""
    return list(
        strands()
        .filter(
            open_to(person, "cycle__partnership__programme"),
            parts__person=person,
            cycle__paused_at=None,
            cycle__skipped_at=None,
            cycle__partnership__ended_at=None,
            cycle__partnership__memberships__in=person.memberships.filter(
                accepted_at__isnull=False, left_at=None
            ),
        )
        .order_by("pk")
    )
