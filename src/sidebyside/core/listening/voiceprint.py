"""A vector for a voice: CAM++ (Wang et al. 2023, "CAM++: A Fast and Efficient Network for Speaker Verification Using
Context-Aware Masking"), on the features that it was trained with.

The features are Kaldi's log mel energies: 25 ms windows every 10 ms, without dither, 80 triangles even in mel from
20 Hz to 8 kHz, their mean over the piece taken away.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy import fft
from numpy.lib.stride_tricks import sliding_window_view

from .quality import RATE
from .runtime import MODELS, Numbers, run
from .sound import Samples

MODEL = MODELS / "voiceprint.onnx"
WINDOW, HOP, SIZE, BANDS = 400, 160, 512, 80
LOWEST_HZ, HIGHEST_HZ = 20.0, RATE / 2
LOUDER_HIGHS = 0.97
LENGTH = 192


def features(samples: Samples) -> Numbers:
    """(frames, `BANDS`); a frame every 10 ms, none in less than 25 ms."""
    if len(samples) < WINDOW:
        return np.zeros((0, BANDS), np.float32)
    frames = sliding_window_view(samples, WINDOW)[::HOP] * np.float32(32768)
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate((frames[:, :1], frames[:, :-1]), axis=1)
    shape, bands = _tables()
    power = np.abs(fft.rfft((frames - LOUDER_HIGHS * before) * shape, SIZE, axis=1)) ** 2
    energies: Numbers = np.maximum(power[:, : SIZE // 2] @ bands, np.finfo(np.float32).eps)
    return np.log(energies)


@lru_cache(maxsize=1)
def _tables() -> tuple[Any, Any]:
    """The window (Kaldi's "povey") and, for each bin and band, how much of the bin the band takes."""
    shape = (np.hanning(WINDOW) ** 0.85).astype(np.float32)
    edges = np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), BANDS + 2)
    bins = _mel(np.arange(SIZE // 2) * RATE / SIZE)[:, None]
    up = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return shape, np.maximum(0, np.minimum(up, down)).astype(np.float32)


def _mel(hertz: Any) -> Any:
    return 1127 * np.log1p(np.asarray(hertz) / 700)


def prints(pieces: Numbers) -> Numbers:
    """(pieces, frames, `BANDS`) to (pieces, `LENGTH`), each of length 1."""
    centred = pieces - pieces.mean(axis=1, keepdims=True)
    (vectors,) = run(MODEL, features=centred.astype(np.float32))
    scaled: Numbers = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return scaled
