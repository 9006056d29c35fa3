"""Real speech and real models for the tests of listening."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from sidebyside.core.listening.fetching import add_model
from sidebyside.core.listening.hear import RATE
from sidebyside.core.listening.sound import Samples
from sidebyside.core.listening.speech_models import TINY, models_folder

SPEECH = Path(__file__).resolve().parents[4] / "shared" / "data" / "speech"
needs_speech = pytest.mark.skipif(not SPEECH.is_dir(), reason="shared data is not beside the repository")


@lru_cache(maxsize=1)
def small_model() -> Path:
    """The small English model; fetched once for this clone, as an operator does it."""
    add_model(TINY, models_folder())
    return models_folder() / TINY.name


@lru_cache(maxsize=8)
def speech(name: str) -> Samples:
    back = av.AudioResampler("flt", "mono", RATE)
    with av.open(SPEECH / name) as container:
        blocks = [
            piece.to_ndarray()[0] for frame in container.decode(audio=0) for piece in back.resample(frame)
        ]
    blocks += [piece.to_ndarray()[0] for piece in back.resample(None)]
    samples: Samples = np.concatenate(blocks).astype(np.float32)
    samples.flags.writeable = False
    return samples


def part(name: str, start_s: float, end_s: float) -> Samples:
    return speech(name)[round(start_s * RATE) : round(end_s * RATE)]


def write_wave(path: Path, *channels: Samples, rate: int = RATE) -> Path:
    """A WAV file with a channel for each sound."""
    layout: Any = {1: "mono", 2: "stereo"}[len(channels)]
    samples = (np.clip(np.stack(channels, axis=1), -1, 1) * 32767).astype("<i2").reshape(1, -1)
    with av.open(path, "w", format="wav") as out:
        stream: Any = out.add_stream("pcm_s16le", rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples, "s16", layout)
        frame.sample_rate, frame.pts = rate, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path
