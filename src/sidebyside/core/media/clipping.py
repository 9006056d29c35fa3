"""In the child: one stretch of a film as a film of its own, with no picture and no sound from outside it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, SupportsFloat

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer, OutputContainer
from av.video.frame import VideoFrame

from .errors import Code, MediaError
from .facts import Trial, decode
from .reading import Chosen, SourceFile, choose, open_source, packets, set_threads
from .transcode import OUT_BLOCK, TICKS, FilmOut, PictureTrack, SoundTrack
from .wire import ChildEnd

PAST_END_MS = 1000
"""Pictures are stored in another order than shown: after this much nothing of the stretch can follow."""


class Stretch:
    """Frames of a stretch, on a clock that begins with it."""

    def __init__(self, container: InputContainer, chosen: Chosen, start_ms: int, end_ms: int) -> None:
        self._container, self._chosen = container, chosen
        self._length_ms = end_ms - start_ms
        self._zero_ms = start_ms + _beginning_ms(chosen)
        self._before: VideoFrame | None = None

    def frames(self) -> Iterator[VideoFrame | AudioFrame]:
        if self._container.duration is not None and self._zero_ms * 1000 >= self._container.duration:
            raise MediaError(Code.NO_PICTURE, "past the end")
        self._container.seek(max(0, round(self._zero_ms * 1000)), backward=True)
        open_ends = {stream.index for stream in self._chosen.streams}
        for packet in packets(self._container, self._chosen.streams):
            if (
                packet.dts is not None
                and self._at_ms(packet.dts, packet.time_base) > self._length_ms + PAST_END_MS
            ):
                open_ends.discard(packet.stream.index)
                if not open_ends:
                    break
            for frame in decode(packet, Trial()):
                yield from self._within(frame)
        yield from self._last_before()

    def _at_ms(self, ticks: int, base: SupportsFloat) -> float:
        return 1000 * ticks * float(base) - self._zero_ms

    def _within(self, frame: object) -> Iterator[VideoFrame | AudioFrame]:
        if isinstance(frame, VideoFrame) and frame.pts is not None:
            yield from self._pictures(frame, self._at_ms(frame.pts, frame.time_base))
        elif isinstance(frame, AudioFrame) and frame.pts is not None:
            yield from self._sounds(frame, self._at_ms(frame.pts, frame.time_base))

    def _pictures(self, frame: VideoFrame, at_ms: float) -> Iterator[VideoFrame]:
        if at_ms < 0:
            # What is on the screen when the stretch begins may have been shown since before.
            self._before = frame
        elif at_ms < self._length_ms:
            if at_ms > 0:
                yield from self._last_before()
            self._before = None
            yield _stamped(frame, at_ms)

    def _last_before(self) -> Iterator[VideoFrame]:
        if self._before is not None:
            yield _stamped(self._before, 0.0)
            self._before = None

    def _sounds(self, frame: AudioFrame, at_ms: float) -> Iterator[AudioFrame]:
        rate = frame.sample_rate
        start = round(at_ms * rate / 1000)
        first, last = max(0, -start), min(frame.samples, round(self._length_ms * rate / 1000) - start)
        if first >= last:
            return
        kept = frame
        if (first, last) != (0, frame.samples):
            step = 1 if frame.format.is_planar else len(frame.layout.channels)
            samples: Any = np.ascontiguousarray(frame.to_ndarray()[:, first * step : last * step])
            kept = AudioFrame.from_ndarray(samples, format=frame.format.name, layout=frame.layout.name)
            kept.sample_rate = rate
        kept.pts, kept.time_base = start + first, Fraction(1, rate)
        yield kept


def _stamped(frame: VideoFrame, at_ms: float) -> VideoFrame:
    frame.pts, frame.time_base = round(at_ms * 90), TICKS
    return frame


def _beginning_ms(chosen: Chosen) -> float:
    """Players count from the earliest track's start."""
    starts = [1000 * float(s.start_time * s.time_base) for s in chosen.streams if s.start_time is not None]
    return min(starts, default=0.0)


def cut(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    file = SourceFile(end, int(str(job["size"])))
    out_file = FilmOut(end, int(str(job["most_bytes"])))
    with open_source(file) as container:
        chosen = choose(container)
        if chosen.video is None:
            raise MediaError(Code.NO_PICTURE)
        set_threads(chosen.video, int(str(job["threads"])))
        stretch = Stretch(container, chosen, int(str(job["start_ms"])), int(str(job["end_ms"])))
        with av.open(out_file, "w", format="mp4", buffer_size=OUT_BLOCK) as out:
            size = _write(out, chosen, stretch.frames(), int(str(job["threads"])))
    out_file.flush()
    return {"width": size[0], "height": size[1]}


def _write(
    out: OutputContainer, chosen: Chosen, frames: Iterator[VideoFrame | AudioFrame], threads: int
) -> tuple[int, int]:
    assert chosen.video is not None
    early: list[AudioFrame] = []
    picture = PictureTrack(out, threads)
    first = None
    for frame in frames:
        if isinstance(frame, VideoFrame):
            first = frame
            break
        early.append(frame)
    if first is None:
        raise MediaError(Code.NO_PICTURE, "nothing in this stretch")
    picture.open(first, chosen.video)
    sound = SoundTrack(out) if chosen.audio is not None else None
    picture.add(first, chosen.video)
    for frame in early:
        if sound is not None:
            sound.add(frame)
    for frame in frames:
        if isinstance(frame, VideoFrame):
            picture.add(frame, chosen.video)
        elif sound is not None:
            sound.add(frame)
    picture.finish()
    if sound is not None:
        sound.finish()
    return picture.size
