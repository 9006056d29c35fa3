"""A person's own picture made anew in a child: what comes back is pixels, whatever came in."""

from dataclasses import dataclass

from .errors import Code, MediaError
from .sandbox import Bounds, run_child
from .shapes import InMemory
from .wire import Say

JPEG_START = b"\xff\xd8\xff"
SMALLEST_SIDE, LARGEST_SIDE = 2, 4096
BOUNDS = Bounds(memory_bytes=1024**3, cpu_s=20, wall_s=40, silence_s=30)


@dataclass(frozen=True)
class Remade:
    """A JPEG that holds no word of what it was made from: no place, no camera, no date. Sides in pixels."""

    jpeg: bytes
    width: int
    height: int


def remake(content: bytes, side: int) -> Remade:
    """A JPEG, PNG or WebP upright, on white, its longest side at most ``side`` pixels (2 to 4096).

    Raises MediaError, whose codes count here and whose sentences speak of films.
    """
    if not SMALLEST_SIDE <= side <= LARGEST_SIDE:
        raise ValueError(f"A side of {side} pixels is not between {SMALLEST_SIDE} and {LARGEST_SIDE}.")
    made: list[bytes] = []
    result = run_child({"do": "still", "side": side}, InMemory(content), BOUNDS, {Say.POSTER: made.append})
    width, height = result.result.get("width"), result.result.get("height")
    whole = len(made) == 1 and made[0].startswith(JPEG_START)
    if not (whole and isinstance(width, int) and isinstance(height, int) and 0 < max(width, height) <= side):
        raise MediaError(Code.CRASHED, "no picture came")
    return Remade(made[0], width, height)
