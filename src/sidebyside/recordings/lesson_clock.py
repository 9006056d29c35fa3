"""Which moment of the lesson a moment of a filmed film is, and back: piece by piece, over parts and pauses.

A part's file leaves its pauses out, and parts join without a gap, so that the film is shorter than the lesson was.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sidebyside.recordings.models import Part, Recording

MS = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stretch:
    """Filmed without a break: ``length_ms`` from ``lesson_ms`` (since 1970) on, at ``film_ms`` of the film."""

    lesson_ms: int
    film_ms: int
    length_ms: int


@dataclass(frozen=True)
class LessonClock:
    """In order; at least one stretch."""

    stretches: Sequence[Stretch]

    def film_ms(self, at: datetime) -> int:
        """Where a moment of the lesson lies, in ms of the film: below nought before it, above its length after it.

        What was not filmed in between lies where filming went on.
        """
        lesson_ms = (at - _EPOCH) // MS
        place = bisect_right([one.lesson_ms for one in self.stretches], lesson_ms) - 1
        stretch = self.stretches[max(place, 0)]
        since = lesson_ms - stretch.lesson_ms
        is_last = place == len(self.stretches) - 1
        return stretch.film_ms + (since if is_last else min(since, stretch.length_ms))

    def lesson_at(self, film_ms: int) -> datetime:
        """When a moment of the film was, on the clock of the lesson."""
        place = bisect_right([one.film_ms for one in self.stretches], film_ms) - 1
        stretch = self.stretches[max(place, 0)]
        return _EPOCH + (stretch.lesson_ms + film_ms - stretch.film_ms) * MS


def of(recording: Recording) -> LessonClock | None:
    """None for a file that was brought, and until it is known how long each part is.

    Where its owner has said when the film began, the whole clock moves with that word.
    """
    known = recording.__dict__.get("_lesson_clock")
    if known is None:
        known = recording.__dict__["_lesson_clock"] = (_clock(recording, recording.begins_at),)
    clock: LessonClock | None = known[0]
    return clock


def film_ms_of(recording: Recording, at: datetime) -> int | None:
    """Where a moment of the lesson lies on this film by its clock; None where only ``begins_at`` is known."""
    clock = of(recording)
    return clock.film_ms(at) if clock is not None else None


def by_their_devices(film: Recording, angle: Recording) -> int | None:
    """Where an angle begins on the film, in ms, as both devices had the time; None unless both were filmed here."""
    clock, first = _clock(film, None), angle.parts.first()
    return clock.film_ms(first.starts_at) if clock is not None and first is not None else None


def _clock(recording: Recording, begins_at: datetime | None) -> LessonClock | None:
    """Moved as a whole where somebody said when it began."""
    parts = list(recording.parts.all())
    if not parts or any(part.film_start_ms is None for part in parts):
        return None
    moved_ms = (begins_at - parts[0].starts_at) // MS if begins_at else 0
    return LessonClock(_in_order(one for part in parts for one in stretches_of(part, moved_ms)))


def _in_order(stretches: Iterable[Stretch]) -> list[Stretch]:
    """A device whose clock was set back while it filmed must not turn the lesson round."""
    found: list[Stretch] = []
    for one in stretches:
        earliest = found[-1].lesson_ms + found[-1].length_ms if found else one.lesson_ms
        found.append(Stretch(max(one.lesson_ms, earliest), one.film_ms, one.length_ms))
    return found


def stretches_of(part: Part, moved_ms: int = 0) -> list[Stretch]:
    """A part cut at its pauses. They lie in the part's own time, which does not count them."""
    assert part.film_start_ms is not None
    length = part.duration_ms or 0
    lesson_ms = (part.starts_at - _EPOCH) // MS + moved_ms
    found, begin = [], 0
    for at_ms, for_ms in part.pauses:
        at = min(max(at_ms, begin), length)
        if at > begin:
            found.append(Stretch(lesson_ms + begin, part.film_start_ms + begin, at - begin))
        lesson_ms += for_ms
        begin = at
    if length > begin or not found:
        found.append(Stretch(lesson_ms + begin, part.film_start_ms + begin, length - begin))
    return found
