"""Tiny films for tests, made with PyAV, and what a browser would need of a finished one."""

import io
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import numpy as np

from sidebyside.core.media.boxes import read_layout

SIZE = (160, 90)
RATE = 25
SOUND_RATE = 48_000


class Held:
    """A source in memory, which remembers how much was asked for."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)
        self.reads = 0

    def read_at(self, offset: int, length: int) -> bytes:
        self.reads += 1
        return self.content[offset : offset + length]


class Shelf:
    """Sinks in memory. `closed` tells which are whole, in the order in which they became so."""

    def __init__(self) -> None:
        self.parts: dict[str, list[bytes]] = {}
        self.closed: list[str] = []

    def __call__(self, name: str) -> "ShelfSink":
        self.parts[name] = []
        return ShelfSink(self, name)

    def __getitem__(self, name: str) -> bytes:
        assert name in self.closed
        return b"".join(self.parts[name])


@dataclass
class ShelfSink:
    shelf: Shelf
    name: str

    def write(self, block: bytes) -> None:
        self.shelf.parts[self.name].append(bytes(block))

    def close(self) -> None:
        self.shelf.closed.append(self.name)


def film(
    container: str = "mp4",
    picture: str | None = "libx264",
    sound: str | None = "aac",
    *,
    seconds: float = 2,
    size: tuple[int, int] = SIZE,
    pixels: str = "yuv420p",
    loud: float = 0.5,
    turn: int = 0,
    options: dict[str, str] | None = None,
    pauses: dict[int, int] | None = None,
    colours: str = "log-level=none",
) -> bytes:
    """A bright square that wanders over grey, and a tone.

    `turn`: degrees a player turns it clockwise. `pauses`: milliseconds to wait before a frame's number.
    """
    held = io.BytesIO()
    with av.open(held, "w", format=container, options=options or {}) as out:
        video: Any = out.add_stream(picture, rate=RATE) if picture else None
        audio: Any = out.add_stream(sound, rate=SOUND_RATE) if sound else None
        if video:
            video.width, video.height, video.pix_fmt = *size, pixels
            video.codec_context.time_base = Fraction(1, RATE if picture == "mpeg2video" else 1000)
            if picture in ("libx265", "libx264"):
                video.codec_context.options = {"preset": "ultrafast", "x265-params": colours}
            if turn:
                video.set_display_rotation(-turn)
        if video:
            _film(out, video, round(seconds * RATE), size, pauses or {})
        if audio:
            _tone(out, audio, seconds, loud)
    return held.getvalue()


def _film(out: Any, video: Any, count: int, size: tuple[int, int], pauses: dict[int, int]) -> None:
    at_ms = 0
    for number in range(count):
        at_ms += pauses.get(number, 0)
        frame = av.VideoFrame.from_ndarray(square(size, number / max(1, count)), format="rgb24")
        frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
        if video.codec_context.name == "mpeg2video":
            frame.pts, frame.time_base = number, Fraction(1, RATE)
        out.mux(video.encode(frame.reformat(format=video.pix_fmt)))
        at_ms += 1000 // RATE
    out.mux(video.encode(None))


def square(size: tuple[int, int], share: float) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Grey, a bright square that wanders to the right, and a red corner top left: shows which way is up."""
    width, height = size
    picture = np.full((height, width, 3), 90, np.uint8)
    picture[: height // 3, : width // 3] = (220, 20, 20)
    left = int(share * width * 0.7)
    picture[height // 2 : height // 2 + height // 4, left : left + width // 5] = 240
    return picture


def _tone(out: Any, audio: Any, seconds: float, loud: float) -> None:
    total = int(seconds * SOUND_RATE)
    for start in range(0, total, 960):
        times = (start + np.arange(960)) / SOUND_RATE
        wave = (loud * np.sin(2 * np.pi * 440 * times) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(
            np.repeat(wave[None, :], 2, axis=0).T.reshape(1, -1), "s16", "stereo"
        )
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        out.mux(audio.encode(frame))
    out.mux(audio.encode(None))


@dataclass
class Seen:
    """What a second, independent reading of a finished film finds."""

    codecs: list[str]
    pixels: str
    size: tuple[int, int]
    frames: int
    sounds: int
    duration_ms: int
    key_gap_ms: float
    first: np.ndarray[Any, np.dtype[np.uint8]] | None


def watch(content: bytes) -> Seen:
    """Decodes every frame, as a browser would have to; fails on the first error."""
    layout = read_layout(Held(content))
    assert layout.index_first
    assert layout.complete
    frames, sounds, keys, times, first = 0, 0, [], [], None
    with av.open(io.BytesIO(content)) as container:
        for packet in container.demux([s for s in container.streams if s.type in ("video", "audio")]):
            if packet.stream.type == "video" and packet.pts is not None:
                times.append(float(packet.pts * packet.time_base) * 1000)
                if packet.is_keyframe:
                    keys.append(times[-1])
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    frames += 1
                    first = first if first is not None else frame.to_ndarray(format="rgb24")
                else:
                    sounds += 1
        video = container.streams.video[0] if container.streams.video else None
        ends = [*keys, max(times, default=0)]
        return Seen(
            codecs=[stream.codec_context.name for stream in container.streams if stream.codec_context],
            pixels=video.pix_fmt or "" if video else "",
            size=(video.width, video.height) if video else (0, 0),
            frames=frames,
            sounds=sounds,
            duration_ms=((container.duration or 0) + max(0, container.start_time or 0)) // 1000,
            key_gap_ms=max((after - before for before, after in pairwise(ends)), default=0),
            first=first,
        )
