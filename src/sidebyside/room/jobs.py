"""Background step: what was put away and not brought back within a day is gone for good."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.room.actions import UNDO_FOR
from sidebyside.room.models import LiveNote, Moment

CLEAR_MOMENT, CLEAR_NOTE = "clear_moment", "clear_note"


def past_undo[Mark: (Moment, LiveNote)](kind: type[Mark]) -> QuerySet[Mark]:
    return kind.objects.filter(put_away_at__lt=timezone.now() - UNDO_FOR)


def clear_moment(code: str, attempt: int) -> None:
    past_undo(Moment).filter(code=code).delete()


def clear_note(code: str, attempt: int) -> None:
    past_undo(LiveNote).filter(code=code).delete()


def owed[Mark: (Moment, LiveNote)](kind: type[Mark]) -> Iterable[Owed]:
    return [Owed(str(code), attempt) for code, attempt in past_undo(kind).values_list("code", "revision")]


def failed[Mark: (Moment, LiveNote)](kind: type[Mark], work: Owed) -> None:
    """It owes nothing for another day, and then it is tried under an id of its own."""
    past_undo(kind).filter(code=work.code).update(put_away_at=timezone.now(), revision=work.attempt + 1)


def register() -> None:
    quick = jobs.Queue.QUICK
    jobs.register(jobs.Kind(CLEAR_MOMENT, quick, (clear_moment,), _owed_moments, _moment_failed))
    jobs.register(jobs.Kind(CLEAR_NOTE, quick, (clear_note,), _owed_notes, _note_failed))


def _owed_moments() -> Iterable[Owed]:
    return owed(Moment)


def _owed_notes() -> Iterable[Owed]:
    return owed(LiveNote)


def _moment_failed(work: Owed, word: str) -> None:
    failed(Moment, work)


def _note_failed(work: Owed, word: str) -> None:
    failed(LiveNote, work)
