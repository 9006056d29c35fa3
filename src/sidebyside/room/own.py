"""What one person wrote in a strand, and nobody else's words: it stays in their reach after a pair has parted."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sidebyside.people.models import Person
from sidebyside.programme.models import Criterion, Question, Strand
from sidebyside.recordings.models import Extract
from sidebyside.reflection.models import LookBack, Takeaway
from sidebyside.room import clock
from sidebyside.room.models import LiveNote, Moment


@dataclass(frozen=True)
class Marked:
    when: str
    words: Sequence[str]
    sort: str = ""


@dataclass(frozen=True)
class Said:
    """``about`` is empty where it was somebody else's wording that was looked back at."""

    about: str
    words: str


@dataclass(frozen=True)
class OwnWords:
    questions: Sequence[str]
    notes: Sequence[tuple[datetime, str]]
    moments: Sequence[Marked]
    picked: Sequence[Marked]
    look_backs: Sequence[Said]
    takeaway: str

    def __bool__(self) -> bool:
        return any((self.questions, self.notes, self.moments, self.picked, self.look_backs, self.takeaway))


def own_words(person: Person, strand: Strand) -> OwnWords:
    questions = _questions(person, strand)
    takeaway = Takeaway.objects.select_related("author").filter(strand=strand, author=person).first()
    return OwnWords(
        questions=list(questions.values()),
        notes=[(one.noted_at, one.words or one.get_sort_display()) for one in _notes(person, strand)],
        moments=_moments(person, strand),
        picked=_picked(person, strand),
        look_backs=_look_backs(person, strand, questions),
        takeaway=takeaway.words if takeaway else "",
    )


def _questions(person: Person, strand: Strand) -> dict[uuid.UUID, str]:
    rows = Question.objects.select_related("author").filter(strand=strand, author=person)
    return {one.code: one.words for one in rows}


def _notes(person: Person, strand: Strand) -> Sequence[LiveNote]:
    rows = LiveNote.objects.select_related("author").filter(strand=strand, author=person)
    return list(rows.filter(put_away_at=None))


def _moments(person: Person, strand: Strand) -> list[Marked]:
    rows = Moment.objects.select_related("author").filter(recording__strand=strand, author=person)
    return [
        Marked(_when(one.start_ms, one.end_ms), [one.seen, one.made_of_it], one.get_sort_display())
        for one in rows.filter(put_away_at=None).order_by("recording_id", "start_ms", "pk")
    ]


def _picked(person: Person, strand: Strand) -> list[Marked]:
    rows = Extract.objects.select_related("recording").filter(recording__strand=strand, author=person)
    return [Marked(_when(one.start_ms, one.end_ms), [one.words]) for one in rows if one.words]


def _look_backs(person: Person, strand: Strand, questions: Mapping[uuid.UUID, str]) -> list[Said]:
    criteria = Criterion.objects.select_related("owner").filter(strand=strand, owner=person)
    own = {**questions, **{one.code: one.words for one in criteria}}
    rows = LookBack.objects.select_related("author").filter(strand=strand, author=person).order_by("pk")
    return [Said(own.get(one.about, ""), one.words) for one in rows if one.words]


def _when(start_ms: int, end_ms: int | None) -> str:
    return clock.said(start_ms) if end_ms is None else f"{clock.said(start_ms)}–{clock.said(end_ms)}"
