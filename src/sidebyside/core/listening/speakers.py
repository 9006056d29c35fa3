"""Who speaks when, in one sound of a room.

The voices of each five seconds are given to people by their vectors: each voice is one person from moment to moment
unless its vectors clearly say that another one goes on (the best path of Viterbi 1967).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from .heard import Reason, Speakers, Spoken
from .local_voices import CORE, CORE_FRAMES, FIRST_OF_CORE, SPEAKS, LocalVoices, Print, local_voices
from .people import find_people
from .quality import RATE
from .runtime import Numbers
from .segmentation import STEP, VOICES
from .sound import Sound

CHANGE_COSTS = 0.3
"""In cosines: what another person must fit better, summed over the grid, for a voice to change over."""
SHORTEST_MS, BRIDGED_MS = 120, 600
"""Shorter speech is left out; a shorter pause of one speaker is none."""


type Whole = np.ndarray[Any, np.dtype[np.int64]]


def speakers_of(sound: Sound, wanted: int | None, progress: Callable[[float], None]) -> Speakers:
    return grouped(local_voices(sound, progress), wanted, 1000 * sound.count // RATE)


def grouped(voices: LocalVoices, wanted: int | None, length_ms: int) -> Speakers:
    if not (voices.likely > SPEAKS).any():
        return Speakers((), None, Reason.NO_VOICE)
    centres = find_people(voices, wanted) if wanted != 1 else voices.vectors[:0]
    if len(centres) > 1:
        spoken = _in_order(_spoken(_shares(voices, centres), length_ms))
        return Speakers(spoken, len({one.speaker for one in spoken}))
    together = _spoken(voices.likely.max(axis=2).reshape(-1, 1), length_ms)
    if wanted in (1, None):
        return Speakers(together, 1)
    unknown = tuple(Spoken(one.start_ms, one.end_ms, None) for one in together)
    return Speakers(unknown, None, Reason.VOICES_ALIKE if len(centres) else Reason.TOO_SHORT)


def _shares(voices: LocalVoices, centres: Numbers) -> Numbers:
    """How likely each person speaks in each frame: (cores x frames, people)."""
    cores, frames, _ = voices.likely.shape
    shares = np.zeros((cores, frames, len(centres)), np.float32)
    likeness = voices.vectors @ centres.T
    rows: dict[tuple[int, int], list[int]] = {}
    for row, one in enumerate(voices.prints):
        rows.setdefault((one.core, one.voice), []).append(row)
    for core in range(cores):
        for voice in range(VOICES):
            likely = voices.likely[core, :, voice].astype(np.float32)
            if not (likely > SPEAKS).any():
                continue
            of_voice = rows.get((core, voice))
            if of_voice:
                people = _who(likeness[of_voice], [voices.prints[row] for row in of_voice], frames)
            else:
                people = np.full(frames, _other(shares[core], likely))
            place = np.arange(frames)
            shares[core, place, people] = np.maximum(shares[core, place, people], likely)
    return shares.reshape(cores * frames, -1)


def _who(likeness: Numbers, prints: Sequence[Print], frames: int) -> Whole:
    """The person of each frame: the one whose vectors fit best, changing over where it pays."""
    best = likeness[0] * min(1.0, prints[0].alone_s)
    came_from = []
    for row, one in zip(likeness[1:], prints[1:], strict=True):
        change = best.max() - CHANGE_COSTS
        came_from.append(np.where(best >= change, np.arange(len(best)), best.argmax()))
        best = np.maximum(best, change) + row * min(1.0, one.alone_s)
    path = [int(best.argmax())]
    for before in reversed(came_from):
        path.append(int(before[path[-1]]))
    people = np.array(path[::-1])
    edges = [(one.at_s + other.at_s) / 2 for one, other in pairwise(prints)]
    moments = np.arange(frames) * STEP / RATE
    found: Whole = people[np.searchsorted(edges, moments)]
    return found


def _other(shares: Numbers, likely: Numbers) -> int:
    """A voice that was never alone for long enough is somebody else than who speaks beside it: of two people the
    other one, of more the one who speaks most in these seconds besides."""
    beside = (shares * (likely > SPEAKS)[:, None]).sum(axis=0)
    around = shares.sum(axis=0)
    return int(np.lexsort((-around, beside))[0])


def _spoken(likely: Numbers, length_ms: int) -> tuple[Spoken, ...]:
    found = []
    for person in range(likely.shape[1]):
        for start, end in _bridged(_runs(likely[:, person] > SPEAKS, length_ms)):
            if end - start >= SHORTEST_MS:
                found.append(Spoken(start, end, person))
    return tuple(sorted(found, key=lambda one: (one.start_ms, one.end_ms)))


def _runs(speaks: "np.ndarray[tuple[int], np.dtype[np.bool_]]", length_ms: int) -> list[tuple[int, int]]:
    """(start_ms, end_ms) of each run of frames that speak."""
    changes = np.diff(np.concatenate(([False], speaks, [False])).astype(np.int8))
    starts, lasts = np.flatnonzero(changes == 1), np.flatnonzero(changes == -1) - 1
    begin = np.clip((_samples(starts) - STEP // 2) * 1000 // RATE, 0, length_ms)
    end = np.clip((_samples(lasts) + STEP // 2) * 1000 // RATE, 0, length_ms)
    return list(zip(begin.tolist(), end.tolist(), strict=True))


def _samples(
    frames: Whole,
) -> Whole:
    """Where the middles of frames lie in the sound; they are counted through all cores."""
    core, frame = np.divmod(frames, CORE_FRAMES)
    found: Whole = core * CORE + FIRST_OF_CORE + frame * STEP
    return found


def _bridged(regions: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in regions:
        if whole and start - whole[-1][1] < BRIDGED_MS:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _in_order(spoken: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """Speakers numbered as they first speak."""
    names = {person: number for number, person in enumerate(dict.fromkeys(one.speaker for one in spoken))}
    return tuple(Spoken(one.start_ms, one.end_ms, names[one.speaker]) for one in spoken)
