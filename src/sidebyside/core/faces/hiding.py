"""In the child: a film anew, with what lies in the boxes made unrecognisable."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, cast

import numpy as np
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.video.frame import VideoFrame

from sidebyside.core.media.child import Work
from sidebyside.core.media.transcode import SOUND_RATE, Conversion, PictureTrack, SoundTrack, carry_out
from sidebyside.core.media.wire import MAX_READ, ChildEnd

from .boxes import unpack
from .shapes import How, Key, Path

MARGIN = 0.3
"""Of the box, added on each side: hair, ears and chin tell who it is as well."""
CELLS = 5
"""Means across the shorter side of what is hidden: about three across a face. Trained networks have recognised
some faces behind coarse mosaics (McPherson et al. 2016, arXiv:1609.00408); "block" leaves nothing to recognise."""
GREY = (90, 128, 128)
LATE_MS = 50
"""A path holds so long before and after, for times rounded on the way."""

type Plane = np.ndarray[Any, np.dtype[np.uint8]]


def ready() -> Work:
    return lambda end, job: carry_out(Hiding(end, job))


class Hiding(Conversion):
    """A conversion whose pictures pass `hide` before they are encoded. The paths lie behind the film."""

    def __init__(self, end: ChildEnd, job: dict[str, object]) -> None:
        super().__init__(end, job)
        first, last = int(str(job["boxes_at"])), int(str(job["size"]))
        packed = b"".join(end.read(at, min(MAX_READ, last - at)) for at in range(first, last, MAX_READ))
        shown = cast(list[int], job["shown"])
        self._paths, self._shown = unpack(packed), (int(shown[0]), int(shown[1]))
        self._how: How = "block" if job["how"] == "block" else "blur"
        self._mute = [(int(begin), int(end)) for begin, end in cast(list[list[int]], job.get("mute", []))]
        self._covered: HiddenPictures | None = None

    def new_picture_track(self, out: OutputContainer) -> PictureTrack:
        self._covered = HiddenPictures(out, self._threads, self._paths, self._shown, self._how)
        return self._covered

    def new_sound_track(self, out: OutputContainer) -> SoundTrack:
        return MutedSound(out, self._mute)

    def run(self) -> dict[str, object]:
        result = super().run()
        covered = self._covered
        return result | {
            "pictures": covered.pictures if covered else 0,
            "boxes": covered.boxes if covered else 0,
        }


class MutedSound(SoundTrack):
    """Silent in stretches of the film (from, to), ms."""

    def __init__(self, out: OutputContainer, stretches: Sequence[tuple[int, int]]) -> None:
        super().__init__(out)
        self._silent = [
            (begin * SOUND_RATE // 1000, -(-end * SOUND_RATE // 1000))
            for begin, end in stretches
            if end > begin
        ]

    def passed(self, sound: AudioFrame, first: int) -> AudioFrame:
        inside = [
            (max(0, begin - first), min(sound.samples, end - first))
            for begin, end in self._silent
            if begin < first + sound.samples and end > first
        ]
        if not inside:
            return sound
        samples = sound.to_ndarray().copy()
        for begin, end in inside:
            samples[:, begin:end] = 0
        silenced = AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        silenced.sample_rate = SOUND_RATE
        return silenced


class HiddenPictures(PictureTrack):
    """`pictures` counts those in which something was hidden, `boxes` how often."""

    def __init__(
        self,
        out: OutputContainer,
        threads: int,
        paths: Sequence[Path],
        shown: tuple[int, int],
        how: How,
    ) -> None:
        super().__init__(out, threads)
        self._timeline = Timeline(paths)
        self._shown, self._how = shown, how
        self.pictures = self.boxes = 0

    def take(self, picture: VideoFrame) -> None:
        if picture.pts is not None and picture.time_base is not None:
            at_ms = round(1000 * float(picture.pts * picture.time_base))
            boxes = self._timeline.at(at_ms)
            if boxes:
                scale = picture.width / self._shown[0], picture.height / self._shown[1]
                picture = hidden(picture, [scaled(box, *scale) for box in boxes], self._how)
                self.pictures += 1
                self.boxes += len(boxes)
        super().take(picture)


class Timeline:
    """Which boxes there are at a time; asked with times that only grow."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._waiting = sorted((path for path in paths if path.keys), key=lambda path: path.keys[0].ms)
        self._waiting.reverse()
        self._live: list[Path] = []

    def at(self, ms: int) -> list[Key]:
        while self._waiting and self._waiting[-1].keys[0].ms - LATE_MS <= ms:
            self._live.append(self._waiting.pop())
        self._live = [path for path in self._live if path.keys[-1].ms + LATE_MS >= ms]
        found = [path.at(min(max(ms, path.keys[0].ms), path.keys[-1].ms)) for path in self._live]
        return [key for key in found if key is not None]


def scaled(box: Key, wide: float, high: float) -> Key:
    return Key(box.ms, box.x0 * wide, box.y0 * high, box.x1 * wide, box.y1 * high, box.score)


def widened(box: Key, width: int, height: int) -> tuple[int, int, int, int] | None:
    """The box with its margin, on even px and inside the picture; None where nothing of it is."""
    by_x, by_y = MARGIN * (box.x1 - box.x0), MARGIN * (box.y1 - box.y0)
    left, top = max(0, int(box.x0 - by_x) // 2 * 2), max(0, int(box.y0 - by_y) // 2 * 2)
    right, bottom = min(width, -int(-(box.x1 + by_x) // 2) * 2), min(height, -int(-(box.y1 + by_y) // 2) * 2)
    return (left, top, right, bottom) if left < right and top < bottom else None


def hidden(picture: VideoFrame, boxes: Sequence[Key], how: How) -> VideoFrame:
    """A copy (a decoder may still need the picture itself), 8-bit 4:2:0, with the boxes (px of it) covered."""
    width, height = picture.width, picture.height
    stacked: Plane = picture.to_ndarray(format="yuv420p").astype(np.uint8, copy=False)
    luma = stacked[:height]
    blue, red = stacked[height:].reshape(2, height // 2, width // 2)
    for box in boxes:
        where = widened(box, width, height)
        if where is None:
            continue
        left, top, right, bottom = where
        cover(luma[top:bottom, left:right], how, GREY[0])
        cover(blue[top // 2 : bottom // 2, left // 2 : right // 2], how, GREY[1])
        cover(red[top // 2 : bottom // 2, left // 2 : right // 2], how, GREY[2])
    covered = VideoFrame.from_ndarray(stacked, format="yuv420p")
    covered.pts, covered.time_base = picture.pts, picture.time_base or Fraction(1, 1000)
    return covered


def cover(plane: Plane, how: How, grey: int) -> None:
    """In place. "block": one even grey, nothing left. "blur": about `CELLS` means across the shorter side."""
    if how == "block":
        plane[:] = grey
        return
    height, width = plane.shape
    cell = max(2, -(-min(height, width) // CELLS))
    rows, columns = np.arange(0, height, cell), np.arange(0, width, cell)
    sums = np.add.reduceat(np.add.reduceat(plane.astype(np.uint32), rows, axis=0), columns, axis=1)
    counts = np.outer(np.diff([*rows, height]), np.diff([*columns, width]))
    means = (sums / counts).astype(np.float32)
    plane[:] = _blended(_blended(means, width, cell, 1), height, cell, 0).astype(np.uint8)


def _blended(means: "np.ndarray[Any, np.dtype[np.float32]]", length: int, cell: int, axis: int) -> Any:
    """Straight lines between the middles of cells: no hard squares, and no more than the means to go back from."""
    place = np.clip((np.arange(length) + 0.5) / cell - 0.5, 0, means.shape[axis] - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, means.shape[axis] - 1)
    share = (place - low).astype(np.float32)
    share = share[:, None] if axis == 0 else share[None, :]
    return np.take(means, low, axis) * (1 - share) + np.take(means, high, axis) * share
