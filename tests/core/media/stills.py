"""Little pictures for tests: red on the left, see-through on the right."""

from fractions import Fraction

import av
import numpy as np
from av.video.frame import VideoFrame

from sidebyside.core.media.pictures import jpeg


def _pixels(width: int, height: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., 0] = 220
    pixels[:, : width // 2, 3] = 255
    return pixels


def coded(codec: str, layout: str, width: int = 60, height: int = 40) -> bytes:
    """``codec``: png or libwebp, whose pixels are laid out as ``layout`` says."""
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, layout
    encoder.time_base = Fraction(1, 25)
    frame = VideoFrame.from_ndarray(_pixels(width, height), format="rgba").reformat(format=layout)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def png(width: int = 60, height: int = 40) -> bytes:
    return coded("png", "rgba", width, height)


def taken(place: bytes, width: int = 60, height: int = 40) -> bytes:
    """A JPEG of a phone held upright, which says where it was taken."""
    plain = jpeg(
        VideoFrame.from_ndarray(np.ascontiguousarray(_pixels(width, height)[..., :3]), format="rgb24"), 3
    )
    turned = b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    told = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + turned + b"\0\0\0\0" + place
    return plain[:2] + b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told + plain[2:]
