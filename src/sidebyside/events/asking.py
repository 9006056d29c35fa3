"""What is asked and told of events: on home and in reminders, and in a person's calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sidebyside.events.models import Answer, Event
from sidebyside.events.standing import asked, programmes_of
from sidebyside.people.models import Person
from sidebyside.timetable.invites import Entry

# Before that nobody knows their week; after it a kitchen needs numbers.
AHEAD = timedelta(days=28)
# How long a carousel's posters are offered on home after it.
AFTERWARDS = timedelta(days=14)


@dataclass(frozen=True)
class Asked:
    """``word``: asked, moved, off, comes or afterwards."""

    event: Event
    word: str


def events_of(person: Person) -> QuerySet[Event]:
    """All that are for this person, each with their own answer as ``mine``: three questions."""
    mine = Answer.objects.filter(person=person)
    rows = Event.objects.filter(asked(person, programmes_of(person))).select_related("programme")
    return rows.prefetch_related(Prefetch("answers", queryset=mine, to_attr="mine"))


def answer_of(event: Event) -> Answer | None:
    found: list[Answer] = event.mine  # type: ignore[attr-defined]
    return found[0] if found else None


def news(person: Person) -> list[Asked]:
    """The next days' events with what is to be asked or told of each."""
    now = timezone.now()
    near = Q(starts_at__lte=now + AHEAD, starts_at__gte=now - AFTERWARDS)
    rows = events_of(person).filter(near, programme__closed_at=None)
    found = [(event, _word(event)) for event in rows]
    return [Asked(event, word) for event, word in found if word]


def _word(event: Event) -> str:
    answer = answer_of(event)
    if not event.stands:
        is_told = event.is_over or answer is None or not answer.comes or answer.told
        return "" if is_told else "off"
    if event.is_over:
        return "afterwards" if event.has_posters else ""
    if answer is None:
        return "asked"
    if answer.moves != event.moves:
        return "moved"
    return "comes" if answer.comes else ""


def in_calendar(person: Person) -> Iterable[Entry]:
    """Times and places only; not what somebody has said no to, and a whole school's only with a yes."""
    mine = programmes_of(person)
    for event in events_of(person).filter(cancelled_at=None, programme__closed_at=None):
        answer = answer_of(event)
        if answer.comes if answer else event.programme_id in mine:
            yield Entry(_uid_of(event), _("Sidebyside: meeting"), event.starts_at, event.ends_at, event.place)


def _uid_of(event: Event) -> str:
    """A calendar's keeper need not have its own code."""
    return salted_hmac("sidebyside.calendar", f"{event.code}:event", algorithm="sha256").hexdigest()[:32]
