"""What a browser's recorder gives: written as it goes, without length or index, uneven, maybe cut off.

Every picture carries its number as a row of bright and dark fields, so that each can be accounted for after it has
been encoded anew.
"""

import io
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import av
import numpy as np

SIZE = (160, 90)
SOUND_RATE = 48_000
FIELDS = 12
Samples = np.ndarray[Any, np.dtype[np.float32]]
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "webm": ("webm", {"live": "1"}),
    "matroska": ("matroska", {"live": "1"}),
    "mp4": ("mp4", {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "400000"}),
}


def tone(times: Samples) -> Samples:
    return (0.4 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)


def numbered(number: int, size: tuple[int, int] = SIZE) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    """Grey, with the number in binary as fields across the middle."""
    width, height = size
    picture = np.full((height, width, 3), 100, np.uint8)
    for field in range(FIELDS):
        left, right = field * width // FIELDS, (field + 1) * width // FIELDS
        picture[height // 3 : 2 * height // 3, left:right] = 235 if number >> field & 1 else 16
    return picture


def number_on(frame: av.VideoFrame) -> int:
    """Reads the number back; a picture with bars at its sides is read between them."""
    grey = frame.to_ndarray(format="gray").astype(float)
    row = grey[grey.shape[0] * 4 // 9 : grey.shape[0] * 5 // 9].mean(axis=0)
    fields = [
        row[at * len(row) // FIELDS + 3 : (at + 1) * len(row) // FIELDS - 3].mean() for at in range(FIELDS)
    ]
    return sum(1 << at for at, shade in enumerate(fields) if shade > 125)


def recording(
    form: str = "webm",
    picture: str | None = "libvpx",
    sound: str | None = "libopus",
    *,
    numbers: Iterable[int] = range(40),
    size: tuple[int, int] = SIZE,
    step_ms: Callable[[int], int] = lambda number: 33 + number % 3,
    seconds: float | None = None,
    wave: Callable[[Samples], Samples] = tone,
) -> bytes:
    """One run of a recorder. Without a picture its length is `seconds`."""
    container, options = FORMS[form]
    held = io.BytesIO()
    with av.open(held, "w", format=container, options=options) as out:
        video: Any = out.add_stream(picture, rate=30) if picture else None
        audio: Any = out.add_stream(sound, rate=SOUND_RATE) if sound else None
        if video:
            video.width, video.height, video.pix_fmt = *size, "yuv420p"
            video.codec_context.time_base = Fraction(1, 1000)
            video.codec_context.options = _quick(picture or "")
        packets = [*_pictures(video, list(numbers), size, step_ms)] if video else []
        length_s = seconds or (float(packets[-1].pts * packets[-1].time_base) + 0.033)
        packets += [*_sound(audio, length_s, wave)] if audio else []
        for packet in sorted(packets, key=lambda packet: float(packet.dts * packet.time_base)):
            out.mux(packet)
    return held.getvalue()


def _quick(codec: str) -> dict[str, str]:
    if codec == "libx264":
        return {"preset": "ultrafast", "tune": "zerolatency", "g": "30"}
    return {"deadline": "realtime", "cpu-used": "8", "g": "30", "lag-in-frames": "0", "crf": "20", "b": "1M"}


def _pictures(
    video: Any, numbers: list[int], size: tuple[int, int], step_ms: Callable[[int], int]
) -> Iterable[Any]:
    at_ms = 0
    for place, number in enumerate(numbers):
        frame = av.VideoFrame.from_ndarray(numbered(number, size), format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
        yield from video.encode(frame)
        at_ms += step_ms(place)
    yield from video.encode(None)


def _sound(audio: Any, length_s: float, wave: Callable[[Samples], Samples]) -> Iterable[Any]:
    audio.codec_context.layout = "mono"
    for start in range(0, int(length_s * SOUND_RATE), 960):
        samples = wave(((start + np.arange(960)) / SOUND_RATE).astype(np.float64).astype(np.float64))
        whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(whole, "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        yield from audio.encode(frame)
    yield from audio.encode(None)


def numbers_in(content: bytes) -> tuple[list[int], list[float]]:
    """Every picture's number, and when it is shown (ms)."""
    with av.open(io.BytesIO(content)) as container:
        frames = [(number_on(frame), 1000 * float(frame.time)) for frame in container.decode(video=0)]
    return [number for number, _ in frames], [at for _, at in frames]


def sound_in(content: bytes) -> Samples:
    """Mono samples one after the other, as a player of MP4 plays them."""
    with av.open(io.BytesIO(content)) as container:
        blocks = [frame.to_ndarray().astype(np.float32).mean(axis=0) for frame in container.decode(audio=0)]
    return np.concatenate(blocks)
