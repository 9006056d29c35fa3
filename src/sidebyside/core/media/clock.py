"""One unbroken clock for a film whose own clock may jump.

Cameras that lose power, streams that were cut and browsers that slept leave jumps of hours between two
pictures. They are closed up; real pauses of up to a minute are kept.
"""

FORWARD_MS = 60_000
BACKWARD_MS = 2_000


class Clock:
    """Maps each track's own times (ms) to the film's times. Feed it in the order of the file."""

    def __init__(self, start_ms: float = 0.0) -> None:
        self._now = 0.0
        self._latest = -start_ms
        self._shifts: dict[int, float] = {}
        self._ends: dict[int, float] = {}
        self.jumps = 0

    def shift_for(self, track: int, time_ms: float, length_ms: float) -> float:
        """What to add to `time_ms`, and to all times of the same packet."""
        shift = self._shifts.get(track, self._latest)
        if not self._fits(track, time_ms + shift):
            shift = self._latest
            if not self._fits(track, time_ms + shift):
                shift = self._latest = self._now - time_ms
                self.jumps += 1
        self._shifts[track] = shift
        end = time_ms + shift + (length_ms if 0 < length_ms <= FORWARD_MS else 0.0)
        self._ends[track] = end
        self._now = max(self._now, end)
        return shift

    def _fits(self, track: int, mapped: float) -> bool:
        """Close to where this track, or the whole film, has got to."""
        places = (self._ends.get(track, self._now), self._now)
        return any(-BACKWARD_MS <= mapped - place <= FORWARD_MS for place in places)

    @property
    def now_ms(self) -> int:
        return round(self._now)
