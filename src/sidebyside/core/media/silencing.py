"""A sound with stretches of it silenced, as a source that is prepared like any other: a WAV that is never written."""

import struct
from collections.abc import Sequence

import numpy as np

from sidebyside.core.listening.sound import Sound

_HEAD = struct.Struct("<4sI4s4sIHHIIHH4sI")
_SAMPLE = 2
# Both edges are faded, so that nothing clicks where the silence begins.
_FADE_MS = 5


class Silenced:
    """Mono, 16 bits. ``stretches``: (start_ms, end_ms) on the sound's own clock, in which every sample is nought."""

    def __init__(self, sound: Sound, stretches: Sequence[tuple[int, int]]) -> None:
        self._sound = sound
        rate = sound.rate
        self._silent = [
            (max(0, start * rate // 1000), min(sound.count, -(-end * rate // 1000)))
            for start, end in stretches
            if end > start
        ]
        self._body = sound.count * _SAMPLE
        self._head = _HEAD.pack(
            b"RIFF", 36 + self._body, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * _SAMPLE, _SAMPLE, 16, b"data", self._body
        )  # fmt: skip

    @property
    def size(self) -> int:
        return len(self._head) + self._body

    def read_at(self, offset: int, length: int) -> bytes:
        end = min(offset + length, self.size)
        if end <= offset:
            return b""
        head = self._head[offset:end]
        first = max(0, offset - len(self._head))
        last = end - len(self._head)
        if last <= first:
            return head
        return head + self._samples(first, last)

    def _samples(self, first: int, last: int) -> bytes:
        begin, end = first // _SAMPLE, -(-last // _SAMPLE)
        samples = self._sound.read(begin, end - begin).copy()
        fade = self._sound.rate * _FADE_MS // 1000
        for start, stop in self._silent:
            if start - fade < end and stop + fade > begin:
                _silence(samples, start - begin, stop - begin, fade)
        sounded = np.clip(np.round(samples * 32767), -32768, 32767).astype("<i2").tobytes()
        skipped = first - begin * _SAMPLE
        return sounded[skipped : skipped + last - first]


def _silence(samples: np.ndarray, start: int, stop: int, fade: int) -> None:
    samples[max(0, start) : max(0, stop)] = 0
    for step in range(fade):
        share = step / fade
        for place in (start - 1 - step, stop + step):
            if 0 <= place < len(samples):
                samples[place] *= share


def merged(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, joined where they touch."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def all_but(kept: Sequence[tuple[int, int]], end_ms: int) -> list[tuple[int, int]]:
    """What lies between the kept stretches, from nought to ``end_ms``."""
    found, at = [], 0
    for start, end in merged(kept):
        if start > at:
            found.append((at, start))
        at = max(at, end)
    if at < end_ms:
        found.append((at, end_ms))
    return found
