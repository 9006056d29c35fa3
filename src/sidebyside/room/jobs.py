"""Background steps: what was put away and not brought back within a day is gone for good, and the film is searched
for the sounds that were made for it."""

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.recordings.access import films
from sidebyside.recordings.calls import calls_in
from sidebyside.recordings.jobs import in_our_words
from sidebyside.recordings.models import Recording
from sidebyside.room.actions import UNDO_FOR, line_up_by_sound
from sidebyside.room.models import LiveNote, Moment, Signal
from sidebyside.room.notes import clock_place, shift_heard

CLEAR_MOMENT, CLEAR_NOTE, HEAR = "clear_moment", "clear_note", "hear_signal"


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


def owed_signal(code: str, attempt: int) -> QuerySet[Signal]:
    return Signal.objects.filter(code=code, attempt=attempt, looked_at__isnull=True)


def owed_signals() -> Iterable[Owed]:
    """Sounds whose film is there by now; one that comes without sound never owes anything."""
    ready = Recording.objects.filter(
        sort=Recording.Sort.LESSON, angle=0, state=Recording.State.READY, has_sound=True
    )
    waiting = Signal.objects.filter(looked_at__isnull=True, strand__in=ready.values("strand"))
    return [Owed(str(code), attempt) for code, attempt in waiting.values_list("code", "attempt")]


def hear(code: str, attempt: int) -> None:
    in_our_words(lambda: _hear(code, attempt))


def _hear(code: str, attempt: int) -> None:
    signal = owed_signal(code, attempt).select_related("author").first()
    if signal is None:
        return
    film = films().filter(strand=signal.strand_id, angle=0, state=Recording.State.READY).first()
    if film is None:
        return
    strand = film.strand
    # All that this author made: which of the sounds in the film is which shows in the time between them.
    made = list(Signal.objects.filter(strand=strand, author=signal.author))
    places = [place for one in made if (place := clock_place(one.sounded_at, strand, film)) is not None]
    found = shift_heard(places, calls_in(film))
    # One hearing of the film answers for all of them.
    for which, one in enumerate(made):
        heard_ms = max(0, places[which] + found[0]) if found is not None and which in found[1] else None
        noted = owed_signal(str(one.code), one.attempt).update(looked_at=timezone.now(), heard_ms=heard_ms)
        if noted and found is not None and heard_ms is not None:
            line_up_by_sound(signal.author, film, found[0])


def hear_failed(work: Owed, word: str) -> None:
    """Not heard, as far as anybody can tell: the page says so, and a hand does it."""
    owed_signal(work.code, work.attempt).update(looked_at=timezone.now())


def raise_hearing(work: Owed) -> Owed | None:
    raised = owed_signal(work.code, work.attempt).update(attempt=F("attempt") + 1)
    return Owed(work.code, work.attempt + 1) if raised else None


def look_for(signal: Signal) -> None:
    """At once where the film is there already; else the sweep asks when it is."""
    if signal.looked_at is None and Owed(str(signal.code), signal.attempt) in owed_signals():
        jobs.ask(HEAR, Owed(str(signal.code), signal.attempt))


def register() -> None:
    quick = jobs.Queue.QUICK
    jobs.register(jobs.Kind(CLEAR_MOMENT, quick, (clear_moment,), _owed_moments, _moment_failed))
    jobs.register(jobs.Kind(CLEAR_NOTE, quick, (clear_note,), _owed_notes, _note_failed))
    slow = jobs.Queue.SLOW
    jobs.register(jobs.Kind(HEAR, slow, (hear,), owed_signals, hear_failed, raise_hearing))


def _owed_moments() -> Iterable[Owed]:
    return owed(Moment)


def _owed_notes() -> Iterable[Owed]:
    return owed(LiveNote)


def _moment_failed(work: Owed, word: str) -> None:
    failed(Moment, work)


def _note_failed(work: Owed, word: str) -> None:
    failed(LiveNote, work)
