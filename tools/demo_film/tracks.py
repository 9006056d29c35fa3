"""Values that change over time: eased moves between held values."""

from bisect import bisect_right


class Track:
    """A tuple of numbers that moves from one held value to the next; times in ms, moves in order."""

    def __init__(self, *first: float) -> None:
        self._times = [0]
        self._values = [first]

    def move(self, start: int, end: int, *to: float) -> None:
        # A move may be asked for while the one before still runs: it then waits its turn.
        start = max(start, self._times[-1])
        self._add(start, self._values[-1])
        self._add(max(end, start + 1), to)

    def _add(self, at: int, value: tuple[float, ...]) -> None:
        self._times.append(at)
        self._values.append(value)

    def at(self, ms: int) -> tuple[float, ...]:
        after = bisect_right(self._times, ms)
        if after == len(self._times):
            return self._values[-1]
        start, end = self._times[after - 1], self._times[after]
        share = (ms - start) / (end - start)
        eased = share * share * (3 - 2 * share)
        pairs = zip(self._values[after - 1], self._values[after], strict=True)
        return tuple(a + (b - a) * eased for a, b in pairs)

    def speed(self, ms: int, step: int = 40) -> float:
        """Change of the first two numbers a second."""
        now, then = self.at(ms + step), self.at(ms - step)
        return (
            float(sum((a - b) ** 2 for a, b in zip(now[:2], then[:2], strict=True)) ** 0.5)
            * 1000
            / (2 * step)
        )
