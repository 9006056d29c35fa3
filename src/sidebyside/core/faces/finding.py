"""In the child: looks for faces in one picture of every few, and tells what it saw stretch by stretch."""

import time
from collections.abc import Iterator
from fractions import Fraction

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sidebyside.core.media.child import Work
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.facts import Trial, decode, display_matrix
from sidebyside.core.media.joining import Joined, files_of
from sidebyside.core.media.reading import AnyPacket
from sidebyside.core.media.upright import Upright, pixel_aspect
from sidebyside.core.media.wire import ChildEnd, Say

from .centerface import MODEL, CenterFace, enlargement
from .shapes import Key, Look, Stretch

SCREEN = (1920, 1080)
STRETCH_MS = 60_000
MOST_BOXES_HELD = 50_000
"""A stretch is told in one message, which has a limit (`wire.MAX_FRAME`): a crowd ends it early."""
LOOKS_A_SECOND = 6
FEWEST_BETWEEN, FEWEST_BETWEEN_ENLARGED = 4, 5
"""An enlarged picture costs up to 1.8 times as much to look at."""
LONGEST_UNSEEN_MS = 500
"""Films of few or uneven pictures are looked at by the clock instead."""
TELL_EACH_S = 0.5
THREADS = 2
MOST_HELD_BYTES = 64 * 1024**2


def ready() -> Work:
    network = CenterFace(MODEL.read_bytes(), THREADS)
    return lambda end, job: Finding(end, job, network).run()


def usual_step(rate: float, long_side: int) -> int:
    """One picture in how many is looked at, where nobody says. `rate` is pictures a second."""
    is_enlarged = enlargement(long_side, 1) > 1
    return max(FEWEST_BETWEEN_ENLARGED if is_enlarged else FEWEST_BETWEEN, round(rate / LOOKS_A_SECOND))


class Finding:
    """One film from where an earlier run stopped to its end."""

    def __init__(self, end: ChildEnd, job: dict[str, object], network: CenterFace) -> None:
        self._end, self._network = end, network
        self._joined = Joined(files_of(end, job), threads=int(str(job["threads"])))
        self._duration_ms = max(1, int(str(job["duration_ms"])))
        self._every = int(str(job.get("every") or 0))
        self._after_ms = int(str(job.get("after_ms", -(10**9))))
        self._frame = int(str(job.get("frame", 0)))
        self._number = int(str(job.get("number", 0)))
        self._step = self._every
        self._upright = Upright(*SCREEN)
        self._shown: tuple[int, int] | None = None
        self._looked: tuple[int, int] | None = None
        self._pending: dict[int, int] = {}
        self._times: list[int] = []
        self._looks: list[Look] = []
        self._began_ms = 0
        self._boxes_held = 0
        self._told = 0.0
        self._trial = Trial()

    def run(self) -> dict[str, object]:
        aspect = 1.0
        for frame, stream in self._frames():
            if frame.pts is None or frame.time_base is None:
                continue
            at_ms = round(1000 * float(frame.pts * frame.time_base))
            if at_ms <= self._after_ms or (self._times and at_ms <= self._times[-1]):
                continue
            aspect = pixel_aspect(stream.sample_aspect_ratio)
            self._take(frame, at_ms, stream, aspect)
        self._see(self._upright.rest())
        if self._shown is None and not self._number:
            raise MediaError(Code.NO_PICTURE)
        if self._times:
            self._hand_over()
        return {"errors": self._trial.errors, "stretches": self._number}

    def _frames(self) -> Iterator[tuple[VideoFrame, VideoStream]]:
        for packet in late(self._joined.packets(), self._after_ms):
            if isinstance(packet.stream, VideoStream):
                for frame in decode(packet, self._trial):
                    if isinstance(frame, VideoFrame):
                        yield frame, packet.stream

    def _take(self, frame: VideoFrame, at_ms: int, stream: VideoStream, aspect: float) -> None:
        if self._shown is None:
            self._shown = shown_size(frame, aspect)
            rate = float(stream.average_rate or stream.guessed_rate or Fraction(25))
            self._step = self._every or usual_step(rate, max(self._shown))
            self._began_ms = at_ms
        if self._times and (at_ms - self._began_ms >= STRETCH_MS or self._boxes_held >= MOST_BOXES_HELD):
            self._see(self._upright.rest())
            self._hand_over()
            self._began_ms = at_ms
        self._times.append(at_ms)
        if self._is_due(at_ms):
            self._looked = (self._frame, at_ms)
            self._pending[at_ms] = self._frame
            self._see(self._upright.pictures(frame, aspect))
        self._frame += 1
        self._tell(at_ms)

    def _is_due(self, at_ms: int) -> bool:
        if self._looked is None:
            return True
        frame, before_ms = self._looked
        is_late = not self._every and at_ms - before_ms >= LONGEST_UNSEEN_MS
        return is_late or self._frame - frame >= self._step

    def _see(self, pictures: Iterator[VideoFrame]) -> None:
        """A deinterlacer holds one picture back, so what comes is not always what went in."""
        for picture in pictures:
            if picture.pts is None or picture.time_base is None:
                continue
            at_ms = round(1000 * float(picture.pts * picture.time_base))
            frame = self._pending.pop(at_ms, None)
            if frame is not None:
                self._looks.append(Look(frame, at_ms, self._boxes(picture, at_ms)))
                self._boxes_held += len(self._looks[-1].boxes)

    def _boxes(self, picture: VideoFrame, at_ms: int) -> tuple[Key, ...]:
        assert self._shown is not None
        width, height = self._shown
        return tuple(
            Key(at_ms, float(x0) * width, float(y0) * height, float(x1) * width, float(y1) * height, float(s))
            for x0, y0, x1, y1, s in self._network.boxes(picture)
            if (x1 - x0) * width >= 1 and (y1 - y0) * height >= 1
        )

    def _hand_over(self) -> None:
        """The next stretch begins with a look, so that it is the same whether or not this run saw the one before."""
        assert self._shown is not None
        stretch = Stretch(self._number, *self._shown, tuple(self._times), tuple(self._looks))
        self._end.tell(Say.FACES, stretch.to_json())
        self._number += 1
        self._times, self._looks = [], []
        self._looked, self._boxes_held = None, 0

    def _tell(self, at_ms: int) -> None:
        now = time.monotonic()
        if now - self._told >= TELL_EACH_S:
            self._told = now
            self._end.tell(Say.PROGRESS, {"phase": "faces", "share": min(1.0, at_ms / self._duration_ms)})


def shown_size(frame: VideoFrame, aspect: float) -> tuple[int, int]:
    """Width and height of the picture as a player shows it, in px."""
    width, height = max(1, round(frame.width * aspect)), frame.height
    return (height, width) if display_matrix(frame)[0] == 0 else (width, height)


def late(packets: Iterator[AnyPacket], after_ms: int) -> Iterator[AnyPacket]:
    """Picture packets from two key pictures before the first that is shown later than `after_ms`: what is needed
    to decode it. Everything before is read, so that the film's clock stays right, and not decoded.
    """
    older: list[AnyPacket] = []
    newer: list[AnyPacket] = []
    held_bytes = 0
    is_late = after_ms < 0
    for packet in packets:
        if packet.stream.type != "video":
            continue
        if is_late:
            yield packet
            continue
        if packet.is_keyframe:
            older, newer = newer, []
            held_bytes = sum(one.size for one in older)
        newer.append(packet)
        held_bytes += packet.size
        shown_ms = -1.0 if packet.pts is None else 1000 * float(packet.pts * packet.time_base)
        if shown_ms > after_ms or not packet.size or held_bytes > MOST_HELD_BYTES:
            is_late = True
            yield from older
            yield from newer
            older, newer = [], []
