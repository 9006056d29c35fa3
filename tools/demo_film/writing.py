"""A round hand for the board: single strokes, so that writing can be drawn as it happens.

A glyph is its width and its strokes on a grid (baseline 0, small letters 5 high, tall ones 9).
"""

from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Stroke = list[Point]

GLYPHS = {
    " ": (4, ""),
    "a": (6, "4,4 2,5 0,3 0,1 2,0 4,2|4,5 4,1 5,0"),
    "c": (5.6, "4,4 2,5 0,3 0,1 2,0 4,1"),
    "d": (6.2, "4,4 2,5 0,3 0,1 2,0 4,2|4,9 4,1 5,0"),
    "e": (5.4, "0,2.6 4,2.6 4,4 2,5.4 0,3.6 0,1 2,-.3 4,1"),
    "é": (5.4, "0,2.6 4,2.6 4,4 2,5.4 0,3.6 0,1 2,-.3 4,1|1.5,6.8 3.2,8.6"),
    "h": (5.8, "0,9 0,0|0,3 1.6,5.2 4,4.6 4,0"),
    "i": (3.1, "0,5 0,1 1,0|0,7 0,7.5"),
    "j": (3.2, "1,5 1,-3 -1,-4|1,7 1,7.5"),
    "k": (5.4, "0,9 0,0|3.6,5 0,2.2|1,3 4,0"),
    "l": (2.8, "0,9 0,1 1,0"),
    "m": (8, "0,5 0,0|0,3 1.3,5.2 3,4.6 3,0|3,3 4.3,5.2 6,4.6 6,0"),
    "n": (5.8, "0,5 0,0|0,3 1.6,5.2 4,4.6 4,0"),
    "o": (5.4, "2,5 0,4.6 0,.2 2,0 4,.2 4,4.6 2,5"),
    "ô": (5.4, "2,5 0,4.6 0,.2 2,0 4,.2 4,4.6 2,5|.5,6.6 2,8.4 3.5,6.6"),
    "p": (5.6, "0,5 0,-4|0,3.6 1.6,5.2 4,4.6 4,.4 1.6,-.2 0,1.4"),
    "r": (4.2, "0,5 0,0|0,3 1.4,5 3,4.8"),
    "s": (5, "3.6,4.4 2,5.4 0,4.8 .4,3 3.2,2.6 4,.4 2,-.4 0,.8"),
    "t": (4, "1,8 1,1 2,0 3,.5|-.5,5 3,5"),
    "u": (5.8, "0,5 0,.6 1.6,-.2 4,1.6|4,5 4,0"),
    "v": (5.2, "0,5 2,0 4,5"),
    "y": (5.6, "0,5 0,2.4 1.6,1.8 4,3|4,5 4,-2.6 2,-4.4 0,-3"),
    "I": (3, "0,9 0,0"),
    "M": (8.6, "0,0 .6,9 3.5,3 6.4,9 7,0"),
    "2": (5.4, "0,7 .6,9 3.6,9.2 4,6.4 0,0 4.4,0"),
    ".": (2.8, "1,0 1.1,.5"),
    "'": (2.6, "1,9.2 .4,7"),
    ":": (2.6, "0,1 0,1.5|0,4 0,4.5"),
    "*": (5, "2,9 2,5|.3,8 3.7,6|3.7,8 .3,6"),
}


@dataclass(frozen=True)
class Words:
    """Words on the board: baseline start in frame pixels, `unit` px per grid step."""

    text: str
    x: float
    y: float
    unit: float = 1.55
    ink: str = "#2b3a42"

    def strokes(self) -> list[Stroke]:
        clock, found = self.x, []
        for letter in self.text:
            width, drawing = GLYPHS[letter]
            for stroke in filter(None, drawing.split("|")):
                points = [_point(pair) for pair in stroke.split()]
                # The slant of a hand that is in a hurry.
                placed = [(clock + (x + 0.12 * y) * self.unit, self.y - y * self.unit) for x, y in points]
                found.append(_rounded(placed))
            clock += width * self.unit
        return found

    def width(self) -> float:
        return sum(GLYPHS[letter][0] for letter in self.text) * self.unit


def _point(pair: str) -> Point:
    x, y = pair.split(",")
    return float(x), float(y)


def _rounded(points: Stroke) -> Stroke:
    """Chaikin's corner cutting, twice; the ends stay."""
    for _ in range(2):
        cut: Stroke = [points[0]]
        for (x0, y0), (x1, y1) in pairwise(points):
            cut += [
                (0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1),
                (0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1),
            ]
        points = [*cut, points[-1]]
    return points


def written(strokes: list[Stroke], share: float) -> list[Stroke]:
    """The part of the strokes that the pen has reached; its last point is the tip."""
    left = share * sum(len(stroke) for stroke in strokes)
    done: list[Stroke] = []
    for stroke in strokes:
        if left < 2:
            break
        done.append(stroke[: int(left)])
        left -= len(stroke)
    return done
