"""What is found and what is hidden. Times are integer milliseconds of the film, boxes px of the film as shown
(after rotation and pixel aspect): left, top, right, bottom."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NamedTuple

How = Literal["blur", "block"]


class Key(NamedTuple):
    """One box at one time. `score` is the detector's, 0 to 1; 0 for what a person drew."""

    ms: int
    x0: float
    y0: float
    x1: float
    y1: float
    score: float = 0.0

    @classmethod
    def of(cls, ms: int, sides: Sequence[float], score: float) -> "Key":
        x0, y0, x1, y1 = sides
        return cls(ms, x0, y0, x1, y1, score)

    @property
    def size(self) -> float:
        """The shorter side in px."""
        return min(self.x1 - self.x0, self.y1 - self.y0)


class Look(NamedTuple):
    """What the detector saw in one picture. `frame` counts the film's pictures from 0."""

    frame: int
    ms: int
    boxes: tuple[Key, ...]


@dataclass(frozen=True)
class Stretch:
    """About a minute of a film, looked at. All stretches of a film, in order, are all that tracking needs:
    whoever keeps them need not look at that minute again."""

    number: int
    width: int
    height: int
    times_ms: tuple[int, ...]
    """Of every picture in it, in order."""
    looks: tuple[Look, ...]

    def to_json(self) -> dict[str, object]:
        looks = [
            [look.frame, look.ms, [[*map(_short, box[1:5]), round(box.score, 3)] for box in look.boxes]]
            for look in self.looks
        ]
        return {
            "number": self.number,
            "size": [self.width, self.height],
            "times_ms": list(self.times_ms),
            "looks": looks,
        }

    @classmethod
    def from_json(cls, given: Any) -> "Stretch":
        """Raises ValueError, TypeError or KeyError for what no stretch looks like."""
        width, height = (int(side) for side in given["size"])
        looks = [
            Look(int(frame), int(ms), tuple(_box(int(ms), box) for box in boxes))
            for frame, ms, boxes in given["looks"]
        ]
        times_ms = tuple(int(ms) for ms in given["times_ms"])
        if not (0 < width <= 16384 and 0 < height <= 16384) or list(times_ms) != sorted(times_ms):
            raise ValueError("no stretch")
        return cls(int(given["number"]), width, height, times_ms, tuple(looks))


def _short(side: float) -> float:
    return round(side, 1)


def _box(ms: int, given: Sequence[float]) -> Key:
    x0, y0, x1, y1, score = (float(number) for number in given)
    if not (x0 < x1 and y0 < y1 and 0 <= score <= 1):
        raise ValueError("no box")
    return Key(ms, x0, y0, x1, y1, score)


class Doubt(StrEnum):
    """Why a person should look at a track."""

    SHORT = "short"
    SMALL = "small"
    WEAK = "weak"
    GAP = "gap"
    LOST = "lost"
    NEAR = "near"


@dataclass(frozen=True)
class Path:
    """Where one box is over time: straight between its keys, nowhere before the first or after the last.
    A box that a person draws over a stretch is a path of two keys."""

    keys: tuple[Key, ...]

    def at(self, ms: int) -> Key | None:
        keys = self.keys
        if not keys or not keys[0].ms <= ms <= keys[-1].ms:
            return None
        number = bisect_right(keys, ms, key=lambda key: key.ms) - 1
        before, after = keys[number], keys[min(number + 1, len(keys) - 1)]
        if after.ms == before.ms:
            return before._replace(ms=ms)
        share = (ms - before.ms) / (after.ms - before.ms)
        sides = [a + share * (b - a) for a, b in zip(before[1:5], after[1:5], strict=True)]
        score = before.score if share < 0.5 else after.score
        return Key.of(ms, sides, score)


@dataclass(frozen=True)
class Track:
    """One face for as long as it could be followed, gaps filled. `path` begins before it was first seen."""

    number: int
    path: Path
    seen: int
    """In how many looks the detector saw it."""
    longest_gap_ms: int
    smallest_px: int
    doubt: tuple[Doubt, ...]

    @property
    def first_ms(self) -> int:
        return self.path.keys[0].ms

    @property
    def last_ms(self) -> int:
        return self.path.keys[-1].ms


@dataclass(frozen=True)
class Found:
    """All faces of a film. `every`: one picture in so many was looked at."""

    width: int
    height: int
    times_ms: tuple[int, ...]
    tracks: tuple[Track, ...]
    looks: int
