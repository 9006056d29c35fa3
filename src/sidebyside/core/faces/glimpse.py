"""The parent's side of one small picture of a face: `glimpse`."""

from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.sandbox import Bounds, run_child
from sidebyside.core.media.shapes import BinarySource, Limits
from sidebyside.core.media.wire import Say

from .child import PROGRAM
from .shapes import Key

JPEG_START = b"\xff\xd8\xff"
MOST_S = 30


def glimpse(source: BinarySource, box: Key, shown: tuple[int, int], *, limits: Limits | None = None) -> bytes:
    """A JPEG, at most 160 px, of what lies around `box` at its time. `shown`: the size the box is given in, px.

    MediaError if the film has no such picture.
    """
    limits = limits or Limits()
    came: list[bytes] = []
    job: dict[str, object] = {
        "do": "glimpse",
        "size": source.size,
        "at_ms": box.ms,
        "box": list(box[1:5]),
        "shown": list(shown),
    }
    bounds = Bounds(limits.memory_bytes, MOST_S, MOST_S, MOST_S)
    run_child(job, source, bounds, {Say.POSTER: came.append}, PROGRAM)
    if len(came) != 1 or not came[0].startswith(JPEG_START):
        raise MediaError(Code.CRASHED, "no picture of a face")
    return came[0]
