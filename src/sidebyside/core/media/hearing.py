"""The sound of a film for whoever listens to it here: decoded in a child, kept sealed, read a stretch at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from sidebyside.core.listening.sound import Samples

from .sandbox import Bounds, run_child
from .scratch import SealedScratch
from .shapes import BinarySource, Limits, Scratch
from .wire import Say

SAMPLE = 2


class ScratchSound:
    """Samples in a scratch, 16 bits each."""

    def __init__(self, scratch: Scratch, rate: int) -> None:
        self.rate = rate
        self._scratch = scratch

    @property
    def count(self) -> int:
        return self._scratch.size // SAMPLE

    def read(self, start: int, count: int) -> Samples:
        first, last = max(0, start), max(0, min(self.count, start + count))
        raw = self._scratch.read_at(first * SAMPLE, max(0, last - first) * SAMPLE)
        found = np.frombuffer(raw, "<i2").astype(np.float32) / 32768
        before = min(count, first - start)
        return np.pad(found, (before, count - before - len(found))).astype(np.float32)


@contextmanager
def sound_of(
    source: BinarySource,
    rate: int,
    duration_ms: int,
    *,
    limits: Limits | None = None,
    open_scratch: Callable[[], Scratch] = SealedScratch,
    track: int | None = None,
    channel: int | None = None,
) -> Iterator[ScratchSound]:
    """The film's sound, mono, from its first moment on. `duration_ms` bounds what decoding may cost. `track` and
    `channel`, counted from 0, take one sound track and one channel of it alone.

    MediaError where there is none (NO_SOUND) or it cannot be read; what the source raises comes through.
    """
    limits = limits or Limits()
    scratch = open_scratch()
    try:
        length_s = duration_ms / 1000
        bounds = Bounds(
            limits.memory_bytes,
            limits.look_cpu_s + int(length_s / 4),
            limits.look_wall_s + length_s / 2,
            limits.silence_s,
        )
        receivers = {Say.SAMPLES: scratch.append, Say.PROGRESS: _not_told}
        run_child(
            {"do": "samples", "rate": rate, "track": track, "channel": channel}, source, bounds, receivers
        )
        yield ScratchSound(scratch, rate)
    finally:
        scratch.close()


def _not_told(body: bytes) -> None:
    """Nobody waits for this."""
