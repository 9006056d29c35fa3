"""The voices of a sound, five seconds at a time: when each speaks, and its vector every three quarters of a second.

Each five seconds are seen in the middle of ten, where the network that follows voices is surest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from . import segmentation
from .quality import RATE
from .runtime import Numbers
from .segmentation import FIRST, FRAMES, STEP, VOICES, WINDOW
from .sound import Sound
from .voiceprint import HOP, LENGTH, features, prints

CORE = 5 * RATE
"""Samples from one window to the next, and the middle part of a window that counts."""
EDGE = (WINDOW - CORE) // 2
FIRST_FRAME = -(-(EDGE - FIRST) // STEP)
CORE_FRAMES = -(-(EDGE + CORE - FIRST) // STEP) - FIRST_FRAME
"""The frames whose middles lie in the core, of a window's frames."""
FIRST_OF_CORE = FIRST_FRAME * STEP + FIRST - EDGE
"""Samples from a core's first moment to the middle of its first frame."""
SPEAKS = 0.5
GRID_S = 0.75
PIECE = 150
"""Frames of 10 ms that a vector is taken from; less of a voice is repeated until it fills them."""
LEAST = 30
AT_ONCE = 16
BLOCK = 16
"""Windows that are worked on together."""


@dataclass(frozen=True)
class Print:
    """Where a vector comes from: the core (counted from 0), which of its voices, the moment in it in seconds, and how
    many seconds the voice was heard alone around it."""

    core: int
    voice: int
    at_s: float
    alone_s: float


@dataclass(frozen=True)
class LocalVoices:
    """Of a whole sound. `likely`: (cores, frames, `VOICES`), how likely each speaks; frames of `STEP` samples of which
    those of each core begin at its own first moment. `vectors` has a row for each of `prints`."""

    likely: Numbers
    vectors: Numbers
    prints: list[Print]


def local_voices(sound: Sound, progress: Callable[[float], None]) -> LocalVoices:
    """Memory: 12 MB for an hour, and a block of windows."""
    cores = -(-sound.count // CORE)
    likely = [np.zeros((0, CORE_FRAMES, VOICES), np.float16)]
    waiting: list[Numbers] = []
    vectors, where = [np.zeros((0, LENGTH), np.float32)], []
    for first in range(0, cores, BLOCK):
        starts = [core * CORE - EDGE for core in range(first, min(first + BLOCK, cores))]
        found = segmentation.voices_in(sound, starts)
        likely.append(found[:, FIRST_FRAME : FIRST_FRAME + CORE_FRAMES].astype(np.float16))
        if (found > SPEAKS).any():
            whole = features(sound.read(starts[0], starts[-1] - starts[0] + WINDOW))
            for number, one in enumerate(found):
                begins = number * CORE // HOP
                for voice, at_s, alone_s, piece in _pieces(one, whole[begins : begins + WINDOW // HOP]):
                    waiting.append(piece)
                    where.append(Print(first + number, voice, at_s, alone_s))
        while len(waiting) >= AT_ONCE or (waiting and first + BLOCK >= cores):
            vectors.append(prints(np.stack(waiting[:AT_ONCE])))
            waiting = waiting[AT_ONCE:]
        progress(min(1.0, (first + BLOCK) / cores))
    return LocalVoices(np.concatenate(likely), np.concatenate(vectors), where)


def _pieces(likely: Numbers, heard: Numbers) -> Iterator[tuple[int, float, float, Numbers]]:
    """(voice, seconds into the core, seconds alone, features) around each point of the grid where a voice speaks."""
    times = (np.arange(len(heard)) * HOP + 200 - FIRST) / STEP
    speaks = likely[np.clip(np.round(times), 0, FRAMES - 1).astype(int)] > SPEAKS
    alone = speaks & (speaks.sum(axis=1, keepdims=True) == 1)
    count = round(CORE / RATE / GRID_S)
    for number in range(count):
        at_s = (number + 0.5) * CORE / RATE / count
        middle = round((EDGE / RATE + at_s) * 100)
        around = slice(middle - PIECE // 2, middle + PIECE // 2)
        for voice in range(VOICES):
            frames = np.flatnonzero(alone[around, voice]) + around.start
            if len(frames) >= LEAST:
                yield voice, at_s, len(frames) / 100, heard[np.resize(frames, PIECE)]
