"""When there is a voice: Silero's network (v6, MIT, inside the package faster-whisper), 32 ms at a time."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from .errors import Missing, ModelError
from .quality import RATE
from .runtime import run
from .sound import Sound

STEP, BEFORE = 512, 64
"""Samples that are judged at once, and those before them that the network sees too."""
STEP_MS = 1000 * STEP / RATE
BLOCK_STEPS = 60 * RATE // STEP
BEGINS, GOES_ON = 0.5, 0.35
"""Silero's own figures: likelihood from which a voice begins, and down to which it goes on."""
SHORTEST_PAUSE_STEPS = 8
SHORTEST_VOICE_STEPS = 3
EDGE_MS = 120
"""Kept before and after, so that no soft consonant is cut off."""

type Region = tuple[int, int]


def speech_in(sound: Sound) -> list[Region]:
    """(start_ms, end_ms) of each run of voice, in order and apart; pauses within are shorter than a quarter second."""
    runs: list[list[int]] = []
    quiet, speaking = 0, False
    for number, likelihood in enumerate(_likelihoods(sound)):
        if likelihood >= (GOES_ON if speaking else BEGINS):
            if not speaking:
                runs.append([number, number + 1])
            speaking, quiet = True, 0
            runs[-1][1] = number + 1
        elif speaking:
            quiet += 1
            speaking = quiet < SHORTEST_PAUSE_STEPS
    length_ms = 1000 * sound.count // RATE
    regions = [
        (max(0, int(start * STEP_MS) - EDGE_MS), min(length_ms, int(end * STEP_MS) + EDGE_MS))
        for start, end in runs
        if end - start >= SHORTEST_VOICE_STEPS
    ]
    return joined(regions)


def joined(regions: list[Region]) -> list[Region]:
    """Those that touch as one."""
    whole: list[Region] = []
    for start, end in sorted(regions):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _likelihoods(sound: Sound) -> Iterator[float]:
    path = _model()
    state = [np.zeros((1, 1, 128), np.float32) for _ in range(2)]
    for first in range(0, -(-sound.count // STEP), BLOCK_STEPS):
        steps = min(BLOCK_STEPS, -(-sound.count // STEP) - first)
        samples = sound.read(first * STEP - BEFORE, steps * STEP + BEFORE)
        windows = np.lib.stride_tricks.sliding_window_view(samples, STEP + BEFORE)[::STEP]
        found, *state = run(path, input=np.ascontiguousarray(windows), h=state[0], c=state[1])
        yield from np.ravel(found).tolist()


def _model() -> Path:
    package = find_spec("faster_whisper")
    if package is None or package.origin is None:
        raise ModelError(Missing.LIBRARIES)
    return Path(package.origin).parent / "assets" / "silero_vad_v6.onnx"
