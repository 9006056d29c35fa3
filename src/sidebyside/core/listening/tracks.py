"""Who speaks when, where each person has a sound of their own: no guessing, but every microphone hears the others too.

What a microphone hears of others is quieter, by its own measure, than what the microphone of who speaks hears at the
same time. Each level is therefore compared after its own track's loud voice has been put to 0 dB.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .heard import Reason, Speakers, Spoken
from .quality import RATE
from .sound import Sound
from .voice_activity import Region, joined, speech_in

STEP_MS = 50
STEP = RATE * STEP_MS // 1000
BLOCK_STEPS = 1200
BLEEDS_DB = 9.0
"""Quieter than another track by more than this, a voice is somebody else's heard from afar: two microphones a metre
apart differ by some 12 dB or more, and one's own voice changes by some 6 dB from word to word."""
SMOOTHED_STEPS = 7
SAME_DB, SAME_SHARE, QUIET_DB = 0.2, 0.98, -70.0
SHORTEST_MS, BRIDGED_MS = 150, 300

type Levels = np.ndarray[Any, np.dtype[np.float64]]


def own_speech(sounds: Sequence[Sound]) -> list[list[Region]]:
    """For each sound, when its own person speaks."""
    heard = [speech_in(sound) for sound in sounds]
    if len(sounds) < 2:
        return heard
    levels = [_evened(levels_of(sound), regions) for sound, regions in zip(sounds, heard, strict=True)]
    count = max(len(one) for one in levels)
    table = np.stack([np.pad(one, (0, count - len(one)), constant_values=-np.inf) for one in levels])
    own = []
    for number, regions in enumerate(heard):
        others = np.delete(table, number, axis=0).max(axis=0)
        own.append(_kept(regions, table[number] >= others - BLEEDS_DB))
    return own


def speakers_of_tracks(own: Sequence[Sequence[Region]]) -> Speakers:
    spoken = [Spoken(start, end, number) for number, regions in enumerate(own) for start, end in regions]
    if not spoken:
        return Speakers((), None, Reason.NO_VOICE, tracks=True)
    ordered = sorted(spoken, key=lambda one: (one.start_ms, one.end_ms))
    return Speakers(tuple(ordered), len(own), tracks=True)


def levels_of(sound: Sound) -> Levels:
    """dB of full scale of every `STEP_MS`."""
    found = [np.zeros(0)]
    for start in range(0, sound.count, BLOCK_STEPS * STEP):
        count = -(-min(BLOCK_STEPS * STEP, sound.count - start) // STEP)
        steps = sound.read(start, count * STEP).reshape(count, STEP).astype(np.float64)
        found.append(10 * np.log10(np.mean(steps**2, axis=1) + 1e-10))
    return np.concatenate(found)


def are_one_sound(sounds: Sequence[Sound]) -> bool:
    """Whether two of them are the same, as where a program wrote one microphone into both channels."""
    levels = [levels_of(sound) for sound in sounds]
    for number, one in enumerate(levels):
        for other in levels[:number]:
            count = min(len(one), len(other))
            near = np.abs(one[:count] - other[:count]) < SAME_DB
            if count and np.mean(near) > SAME_SHARE and one.max() > QUIET_DB:
                return True
    return False


def _evened(levels: Levels, regions: Sequence[Region]) -> Levels:
    """The loud voice of the track at 0 dB, smoothed: the loudest of what it hears is its own person."""
    voiced = _inside(regions, len(levels))
    loud = float(np.percentile(levels[voiced], 90)) if voiced.any() else 0.0
    padded = np.pad(levels, SMOOTHED_STEPS // 2, mode="edge") if len(levels) else levels
    windows = np.lib.stride_tricks.sliding_window_view(padded, SMOOTHED_STEPS) if len(levels) else levels
    smooth: Levels = (windows.max(axis=1) if len(levels) else levels) - loud
    return smooth


def _inside(regions: Sequence[Region], count: int) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    inside = np.zeros(count, bool)
    for start, end in regions:
        inside[start // STEP_MS : -(-end // STEP_MS)] = True
    return inside


def _kept(regions: Sequence[Region], is_own: "np.ndarray[Any, np.dtype[np.bool_]]") -> list[Region]:
    """The parts of the regions that are the track's own."""
    kept = []
    own = _inside(regions, len(is_own)) & is_own
    changes = np.diff(np.concatenate(([False], own, [False])).astype(np.int8))
    for first, end in zip(np.flatnonzero(changes == 1), np.flatnonzero(changes == -1), strict=True):
        kept.append((int(first) * STEP_MS, int(end) * STEP_MS))
    bridged = joined([(start, end + BRIDGED_MS) for start, end in kept])
    return [(start, end - BRIDGED_MS) for start, end in bridged if end - BRIDGED_MS - start >= SHORTEST_MS]
