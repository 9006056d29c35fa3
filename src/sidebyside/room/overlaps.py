"""Where two people marked the same. Pure: spans in, bands out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A point is a keypress: two people who mean the same second miss each other by about this much.
POINT_REACH_MS = 2_000


@dataclass(frozen=True)
class Span:
    """One mark as it lies on the film; ``end_ms`` is None for a point."""

    author: int
    start_ms: int
    end_ms: int | None

    @property
    def reach(self) -> tuple[int, int]:
        if self.end_ms is None:
            return max(0, self.start_ms - POINT_REACH_MS), self.start_ms + POINT_REACH_MS
        return self.start_ms, self.end_ms


@dataclass(frozen=True)
class Overlaps:
    # Places in the given order that somebody else marked too.
    shared: frozenset[int]
    # Merged (start_ms, end_ms) stretches that at least two people marked.
    bands: tuple[tuple[int, int], ...]


def overlaps(spans: Sequence[Span]) -> Overlaps:
    shared: set[int] = set()
    meetings: list[tuple[int, int]] = []
    open_now: list[int] = []
    for place in sorted(range(len(spans)), key=lambda place: spans[place].reach):
        start, end = spans[place].reach
        open_now = [other for other in open_now if spans[other].reach[1] >= start]
        for other in open_now:
            if spans[other].author != spans[place].author:
                shared |= {other, place}
                meetings.append((start, min(end, spans[other].reach[1])))
        open_now.append(place)
    return Overlaps(frozenset(shared), _merged(meetings))


def _merged(stretches: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    bands: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if bands and start <= bands[-1][1]:
            bands[-1] = (bands[-1][0], max(end, bands[-1][1]))
        else:
            bands.append((start, end))
    return tuple(bands)
