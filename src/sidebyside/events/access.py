"""The only way from a person and a public code to an event, and to posters."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from sidebyside.events.models import Event, Picture, Poster
from sidebyside.events.standing import hangs
from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def event_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Event:
    event = Event.objects.select_related("programme__school").filter(code=code).first()
    doors.check(person, act, Kind.EVENT, event)
    assert event is not None
    return event


def _posters(event: Event) -> QuerySet[Poster]:
    rows = Poster.objects.filter(event=event).select_related("author", "picture").defer("picture__content")
    return rows.prefetch_related("beside__person")


def _at(event: Event, rows: Iterable[Poster]) -> list[Poster]:
    """Each with this very event, which knows already whom it is for."""
    found = list(rows)
    for one in found:
        one.event = event
    return found


def own_poster(person: Person, event: Event, act: Act = Act.SEE) -> Poster:
    """One's own for this event; not saved yet where there is none."""
    found = _at(event, _posters(event).filter(author=person))
    poster = found[0] if found else Poster(event=event, author=person)
    doors.check(person, act, Kind.POSTER, poster)
    return poster


def posters_beside(person: Person, event: Event) -> list[Poster]:
    """Posters of partners who asked this person to stand beside them on it."""
    if doors.is_shut_out(person, Kind.POSTER):
        return []
    rows = _at(event, _posters(event).filter(beside__person=person).order_by("pk"))
    return [one for one in rows if doors.may(person, Act.JOIN, Kind.POSTER, one)]


def hanging(person: Person, event: Event) -> list[Poster]:
    """What hangs at this event now, by title. The question itself leaves out what nobody shows."""
    if doors.is_shut_out(person, Kind.POSTER) or not event.has_posters:
        return []
    doors.check(person, Act.SEE, Kind.EVENT, event)
    rows = _posters(event).filter(
        shown_at__isnull=False, author__school_id=event.programme.school_id, author__is_active=True
    )
    found = [one for one in _at(event, rows) if hangs(one) and doors.may(person, Act.SEE, Kind.POSTER, one)]
    return sorted(found, key=lambda one: (one.title.casefold(), one.pk))


def picture_on(person: Person, event: Event, code: uuid.UUID) -> Picture:
    """What stands on the poster ``code``: one's own, one on which one stands, or one that hangs."""
    own = own_poster(person, event)
    found = [own] if own.pk and own.code == code else []
    found = found or [one for one in posters_beside(person, event) if one.code == code]
    found = found or [one for one in hanging(person, event) if one.code == code]
    if not found or not found[0].drawn:
        doors.nothing_here()
    return found[0].drawn
