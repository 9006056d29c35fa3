"""What follows from a time that is agreed, moved or dropped: calendars by mail, and what rooms above look after."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Cycle, Partnership, Strand
from sidebyside.programme.stages import talk_strand
from sidebyside.programme.standing import is_in, strands, was_in
from sidebyside.timetable import invites

Listener = Callable[[Strand], None]
_listeners: list[Listener] = []


def when_changed(tell: Listener) -> None:
    """``tell(strand)`` runs in the transaction of each change, and may run again with nothing changed."""
    if tell not in _listeners:
        _listeners.append(tell)


def changed(strand: Strand) -> None:
    """``strand`` as it is now, with its people, its cycle and its partnership."""
    for part in strand.parts.all():
        if part.person.is_active:
            invites.tell(part.person, _entries(strand, part.person), [uid for uid, *_rest in _times(strand)])
    for tell in _listeners:
        tell(strand)


def cycle_changed(cycle: Cycle) -> None:
    """In every strand: where both coach at once, the entry of the one talk lies in one of them."""
    for strand in strands().filter(cycle=cycle):
        changed(strand)


def all_changed(partnership: Partnership) -> None:
    """After a partnership has ended for somebody."""
    for strand in strands().filter(cycle__partnership=partnership):
        changed(strand)


def uid_of(strand: Strand, name: str) -> str:
    """The strand's own code opens nothing, yet a calendar's keeper need not have it."""
    digest = salted_hmac("sidebyside.calendar", f"{strand.code}:{name}", algorithm="sha256").hexdigest()
    return digest[:32]


def is_on(strand: Strand) -> bool:
    """Whether its times still stand: no cycle that is paused or skipped, nor a partnership that is over."""
    cycle, partnership = strand.cycle, strand.cycle.partnership
    return (
        cycle.paused_at is None
        and cycle.skipped_at is None
        and partnership.ended_at is None
        and partnership.has_two_in
    )


def stands(strand: Strand, starts: datetime) -> bool:
    """A time that was still to come when its cycle was closed, or when its coachee left, went with that."""
    closed_at = strand.cycle.closed_at
    return (
        is_on(strand)
        and (closed_at is None or starts <= closed_at)
        and was_in(strand.coachee, strand.cycle.partnership, starts)
    )


def _times(strand: Strand) -> list[tuple[str, str, datetime | None, int, str]]:
    """One talk that is about several sides of a cycle stands in one calendar entry."""
    meets = talk_strand(strand).pk == strand.pk
    return [
        (
            uid_of(strand, "lesson"),
            _("Sidebyside: lesson"),
            strand.lesson_at,
            strand.lesson_minutes,
            "",
        ),
        (
            uid_of(strand, "meeting"),
            _("Sidebyside: meeting"),
            strand.meeting_at if meets else None,
            strand.meeting_minutes,
            strand.place,
        ),
    ]


def _entries(strand: Strand, person: Person) -> list[invites.Entry]:
    if not is_in(person, strand.cycle.partnership):
        return []
    return [
        invites.Entry(uid, summary, starts, starts + timedelta(minutes=minutes), place)
        for uid, summary, starts, minutes, place in _times(strand)
        if starts is not None and stands(strand, starts)
    ]
