"""In the child: one face cut out of one picture of a film, small, for its owner's eyes."""

from typing import cast

from av.video.frame import VideoFrame

from sidebyside.core.media.child import Work
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.facts import Trial, decode
from sidebyside.core.media.pictures import jpeg
from sidebyside.core.media.reading import SourceFile, choose, open_source, packets, set_threads
from sidebyside.core.media.upright import Upright, pixel_aspect
from sidebyside.core.media.wire import ChildEnd, Say

from .finding import SCREEN
from .hiding import scaled
from .shapes import Key

AROUND = 0.8
"""Of the box, added on each side: who it is shows by hair, seat and neighbour as well."""
SIDE = 160
MOST_PACKETS = 2_000
"""A film with no key picture for longer is shown by whatever picture comes last."""


def ready() -> Work:
    return glimpse


def glimpse(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    shown = cast(list[int], job["shown"])
    x0, y0, x1, y1 = (float(side) for side in cast(list[float], job["box"]))
    with open_source(SourceFile(end, int(str(job["size"])))) as container:
        video = choose(container).video
        if video is None:
            raise MediaError(Code.NO_PICTURE)
        set_threads(video, 1)
        at_ms = int(str(job["at_ms"]))
        found: VideoFrame | None = None
        aspect = pixel_aspect(video.sample_aspect_ratio)
        start_ms = 0 if video.start_time is None else 1000 * float(video.start_time * video.time_base)
        container.seek(max(0, round((at_ms + start_ms) * 1000)), backward=True)
        for number, packet in enumerate(packets(container, [video])):
            for frame in decode(packet, Trial()):
                if isinstance(frame, VideoFrame) and frame.pts is not None:
                    found = frame
                    if 1000 * float(frame.pts * frame.time_base) - start_ms >= at_ms:
                        break
            else:
                if number < MOST_PACKETS:
                    continue
            break
        if found is None:
            raise MediaError(Code.NO_PICTURE)
        turner = Upright(*SCREEN)
        upright = next(iter([*turner.pictures(found, aspect), *turner.rest()]), None)
    if upright is None:
        raise MediaError(Code.NO_PICTURE)
    wide, high = upright.width / int(shown[0]), upright.height / int(shown[1])
    end.say(Say.POSTER, jpeg(cut_out(upright, scaled(Key(0, x0, y0, x1, y1), wide, high)), quality=4))
    return {}


def cut_out(picture: VideoFrame, box: Key) -> VideoFrame:
    """A square around the box, moved into the picture where it would stand over, within `SIDE` px."""
    side = max(box.x1 - box.x0, box.y1 - box.y0) * (1 + 2 * AROUND)
    side = int(max(16, min(side, picture.width, picture.height))) // 2 * 2
    left = _inside((box.x0 + box.x1 - side) / 2, picture.width - side)
    top = _inside((box.y0 + box.y1 - side) / 2, picture.height - side)
    pixels = picture.to_ndarray(format="rgb24")[top : top + side, left : left + side].copy()
    return VideoFrame.from_ndarray(pixels, format="rgb24").reformat(SIDE, SIDE)


def _inside(at: float, most: int) -> int:
    return int(max(0, min(at, most)))
