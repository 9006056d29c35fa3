"""Writes MP4 files that a browser plays as they are: H.264 8-bit 4:2:0, AAC, index first."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np
from PIL import Image

from demo_film.pen import FPS, HEIGHT, WIDTH
from demo_film.speech import RATE, Sound

# One thread and no free-running choices, so that the same input gives the same bytes.
X264 = {"preset": "slow", "crf": "30", "tune": "animation", "threads": "1", "profile": "high"}
MUX = {"movflags": "+faststart", "fflags": "+bitexact"}


def write_film(path: Path, frames: Iterable[Image.Image], sound: Sound, tags: dict[str, str]) -> None:
    with av.open(str(path), "w", format="mp4", options=MUX) as film:
        film.metadata.update(tags)
        picture = film.add_stream("libx264", rate=FPS, options=X264)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.codec_context.gop_size = 4 * FPS
        voice = film.add_stream("aac", rate=RATE, layout="mono")
        voice.bit_rate = 64_000
        blocks = iter(_blocks(sound[np.newaxis, :], "mono"))
        for index, image in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            film.mux(picture.encode(frame))
            # Sound goes in beside the picture, so that playback needs no jumping about.
            film.mux([packet for block in islice(blocks, 2) for packet in voice.encode(block)])
        film.mux([packet for block in blocks for packet in voice.encode(block)])
        film.mux(picture.encode(None))
        film.mux(voice.encode(None))


def write_talk(path: Path, sides: Sound, tags: dict[str, str]) -> None:
    with av.open(str(path), "w", format="ipod", options=MUX) as talk:
        talk.metadata.update(tags)
        voice = talk.add_stream("aac", rate=RATE, layout="stereo")
        voice.bit_rate = 80_000
        for block in _blocks(sides, "stereo"):
            talk.mux(voice.encode(block))
        talk.mux(voice.encode(None))


def _blocks(sides: Sound, layout: str) -> Iterable[av.AudioFrame]:
    for start in range(0, sides.shape[1], 1024):
        block = np.ascontiguousarray(sides[:, start : start + 1024], dtype=np.float32)
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        yield frame
