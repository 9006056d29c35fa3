"""Sound to be read a stretch at a time, so that two hours of it need no room in memory."""

from typing import Any, Protocol

import numpy as np

type Samples = np.ndarray[Any, np.dtype[np.float32]]
"""Mono, -1 to 1."""


class Sound(Protocol):
    @property
    def rate(self) -> int:
        """Samples a second."""

    @property
    def count(self) -> int: ...

    def read(self, start: int, count: int) -> Samples:
        """Exactly `count` samples from `start` on; silence before the beginning and after the end."""


class Held:
    """Sound in memory."""

    def __init__(self, samples: Samples, rate: int) -> None:
        self.rate = rate
        self._samples = samples

    @property
    def count(self) -> int:
        return len(self._samples)

    def read(self, start: int, count: int) -> Samples:
        return cut(self._samples, start, count)


def cut(samples: Samples, start: int, count: int) -> Samples:
    """A stretch of `samples` that may reach over either end, where there is silence."""
    found = samples[max(0, start) : max(0, start + count)]
    before = min(count, max(0, -start))
    return np.pad(found, (before, count - before - len(found))).astype(np.float32)
