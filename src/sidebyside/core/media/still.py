"""In the child: one picture of a person's own, decoded and made anew, so that nothing but its pixels goes on."""

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from .errors import Code, MediaError
from .facts import Trial, decode
from .formats import HEAD_BYTES, PICTURE_DECODERS, picture_demuxer_for
from .pictures import jpeg
from .reading import SourceFile, open_as, packets, readable, set_threads
from .upright import Upright, fit
from .wire import ChildEnd, Say

QUALITY = 3
"""Of the JPEG that is made, as `pictures.jpeg` counts."""


def remake(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    """`side`: the longest side of what is made, in pixels; a smaller picture keeps its size."""
    file, side = SourceFile(end, int(str(job["size"]))), int(str(job["side"]))
    demuxer = picture_demuxer_for(file.read(HEAD_BYTES))
    file.seek(0)
    with open_as(file, demuxer, PICTURE_DECODERS) as container:
        picture = _first(container)
        turner = Upright(side, side)
        pictures = [*turner.pictures(_on_white(picture, side)), *turner.rest()]
    if not pictures:
        raise MediaError(Code.UNREADABLE, "no picture")
    made = pictures[0]
    end.say(Say.POSTER, jpeg(made, quality=QUALITY))
    return {"width": made.width, "height": made.height}


def _first(container: InputContainer) -> VideoFrame:
    """The first picture, of those that move too."""
    video = next((one for one in container.streams.video if readable(one, PICTURE_DECODERS)), None)
    if not isinstance(video, VideoStream):
        raise MediaError(Code.UNREADABLE, "no stream")
    set_threads(video, 1)
    for packet in packets(container, [video]):
        for picture in decode(packet, Trial()):
            if isinstance(picture, VideoFrame):
                return picture
    raise MediaError(Code.UNREADABLE, "no picture")


def _on_white(picture: VideoFrame, side: int) -> VideoFrame:
    """Paper is white where a picture is see-through. Made small first: a phone's picture would take all the memory."""
    if not any(part.is_alpha for part in picture.format.components):
        return picture
    width, height = fit(picture.width, picture.height, side, side)
    pixels = picture.reformat(width=width, height=height, format="rgba").to_ndarray()
    alpha = pixels[..., 3:].astype(np.uint16)
    laid = (pixels[..., :3] * alpha + 255 * (255 - alpha)) // 255
    return VideoFrame.from_ndarray(laid.astype(np.uint8), format="rgb24")
