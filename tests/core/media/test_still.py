"""A picture that somebody brings: upright, on white, no larger than asked, and nothing but its pixels."""

import io
import zlib

import av
import numpy as np
import pytest

from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.remaking import remake
from tests.core.media import stills


def _pixels(picture: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    with av.open(io.BytesIO(picture)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


def test_where_and_how_it_was_taken_is_gone_and_a_phones_picture_stands_upright() -> None:
    brought = stills.taken(b"51 North, 0 West")
    assert b"51 North" in brought
    made = remake(brought, 500)
    assert (made.width, made.height) == (40, 60)
    assert b"51 North" not in made.jpeg
    assert b"Exif" not in made.jpeg
    assert _pixels(made.jpeg).shape == (60, 40, 3)


@pytest.mark.parametrize(("codec", "layout"), [("png", "rgba"), ("libwebp", "bgra")])
def test_paper_is_white_where_a_picture_is_see_through(codec: str, layout: str) -> None:
    made = remake(stills.coded(codec, layout, 300, 200), 150)
    assert (made.width, made.height) == (150, 100)
    pixels = _pixels(made.jpeg)
    assert pixels[50, 20].tolist() == pytest.approx([220, 0, 0], abs=25)
    assert pixels[50, 130].tolist() == pytest.approx([255, 255, 255], abs=10)


@pytest.mark.parametrize(
    ("brought", "code"),
    [
        (b"", Code.EMPTY),
        (b"GIF89a" + bytes(40), Code.NOT_MEDIA),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Code.NOT_MEDIA),
        (stills.png()[:90], Code.UNREADABLE),
    ],
)
def test_what_is_no_picture_is_refused(brought: bytes, code: Code) -> None:
    with pytest.raises(MediaError) as refused:
        remake(brought, 500)
    assert refused.value.code == code


def test_a_picture_of_more_pixels_than_are_read_is_refused() -> None:
    plain = stills.png()
    # The header says 60,000 by 60,000 pixels; its checksum is right.
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + plain[24:29]
    huge = plain[:12] + head + zlib.crc32(head).to_bytes(4, "big") + plain[33:]
    with pytest.raises(MediaError):
        remake(huge, 500)
