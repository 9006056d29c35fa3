"""Notes from the lesson as they lie on the film: by the lesson's clock, and by how their author lined them up."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings import lesson_clock
from sidebyside.recordings.models import Recording
from sidebyside.room import clock
from sidebyside.room.access import Showing, authors_seen_by
from sidebyside.room.models import LineUp, LiveNote, Moment, Signal
from sidebyside.trust.policy import Kind

MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class NoteRow:
    code: uuid.UUID
    author: str
    is_own: bool
    side: str
    noted_at: datetime
    sort: str
    sort_said: str
    words: str
    revision: int
    # Where the clock alone puts it, maybe before or after the film; None where there is no film.
    clock_ms: int | None
    # Where it lies on the film; None where it lies before, after, or nobody knows.
    film_ms: int | None

    @property
    def when(self) -> str:
        return "" if self.film_ms is None else clock.said(self.film_ms)


def notes(person: Person, strand: Strand, showing: Showing) -> list[NoteRow]:
    authors = {author.pk: author for author in authors_seen_by(person, strand, Kind.LIVE_NOTE)}
    shifts = _shifts(showing.recording, authors)
    names = {str(value): str(label) for value, label in Moment.Sort.choices}
    rows = []
    for note in LiveNote.objects.filter(strand=strand, author__in=authors, put_away_at=None):
        # The words lie under the author's key: the person that is already here saves a query for each row.
        note.author = authors[note.author_id]
        by_clock = clock_place(note.noted_at, strand, showing.recording)
        rows.append(
            NoteRow(
                code=note.code,
                author=note.author.name,
                is_own=note.author_id == person.pk,
                side="mine" if note.author_id == strand.coachee.pk else "yours",
                noted_at=note.noted_at,
                sort=note.sort,
                sort_said=names.get(note.sort, ""),
                words=note.words,
                revision=note.revision,
                clock_ms=by_clock,
                film_ms=_place(by_clock, strand, showing, shifts.get(note.author_id)),
            )
        )
    return rows


def _shifts(recording: Recording | None, authors: Iterable[int]) -> Mapping[int, int]:
    if recording is None:
        return {}
    found = LineUp.objects.filter(recording=recording, author__in=authors)
    return dict(found.values_list("author_id", "shift_ms"))


def film_begins_at(strand: Strand, recording: Recording | None) -> datetime | None:
    """When the film began on the clock on the wall: as told, or else when the lesson was to begin."""
    if recording is None:
        return None
    return recording.begins_at or strand.lesson_at


def clock_place(at: datetime, strand: Strand, recording: Recording | None) -> int | None:
    """Where the clock alone puts a moment of the lesson, in ms of the film, maybe before or after it.

    Where nobody said when the film began it is counted from the film's arrival: a place to be shifted from.
    """
    if recording is None:
        return None
    filmed = lesson_clock.film_ms_of(recording, at)
    if filmed is not None:
        return filmed
    return (at - (film_begins_at(strand, recording) or recording.made_at)) // MS


def _place(by_clock: int | None, strand: Strand, showing: Showing, shift_ms: int | None) -> int | None:
    if by_clock is None or (shift_ms is None and film_begins_at(strand, showing.recording) is None):
        return None
    place = by_clock + (shift_ms or 0)
    return place if place >= 0 and showing.holds(place) else None


def how_own_notes_lie(person: Person, strand: Strand, recording: Recording | None) -> str:
    """One sentence for the author of the notes; empty where there is nothing to say yet."""
    if recording is None:
        return ""
    line_up = LineUp.objects.filter(recording=recording, author=person).first()
    if line_up is not None and line_up.way == LineUp.Way.SOUND:
        return _("Your notes lie where the film heard your sound.")
    if line_up is not None:
        return _("Your notes lie where you put them.")
    signals = list(Signal.objects.filter(strand=strand, author=person))
    if signals and recording.has_sound and any(one.looked_at is None for one in signals):
        return _("The film is searched for your sound. Your notes move there by themselves.")
    if lesson_clock.of(recording) is not None:
        return _("Your notes lie by the clock of the lesson.")
    if signals:
        return _(
            "The film did not hear your sound. Line your notes up by hand: play to where one of them belongs, "
            "and press its button."
        )
    return ""


def shift_heard(
    sounded_ms: Sequence[int], heard_ms: Sequence[int], within_ms: int = 150
) -> tuple[int, frozenset[int]] | None:
    """How far the clock's places lie from the film's, and which of the sounds were heard.

    ``sounded_ms`` are the clock's places of one author's sounds, ``heard_ms`` the film's places where such a sound
    was heard, whoever made it. The shift that brings most of them together wins; of equal ones, the smallest.
    """
    best: tuple[int, int, int, frozenset[int]] | None = None
    for sounded in sounded_ms:
        for heard in heard_ms:
            shift = heard - sounded
            met = frozenset(
                place
                for place, one in enumerate(sounded_ms)
                if any(abs(one + shift - other) <= within_ms for other in heard_ms)
            )
            candidate = (-len(met), abs(shift), shift, met)
            if best is None or candidate[:3] < best[:3]:
                best = candidate
    return None if best is None else (best[2], best[3])
