"""Faces drawn by arithmetic, well enough that CenterFace takes them for faces, and films of them.

Nobody's face: shading, eyes, brows, nose, mouth and hair are soft blobs on an egg. Times ms, places px.
"""

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np

from tests.core.media.films import _tone

type Picture = np.ndarray[Any, np.dtype[np.float32]]

FINE = 4
SKINS = ((205, 150, 120), (150, 100, 75), (228, 182, 155), (105, 70, 52))
HAIRS = ((50, 35, 25), (25, 20, 20), (140, 105, 60), (15, 12, 12))
COATS = ((60, 80, 140), (150, 60, 60), (70, 110, 80), (90, 90, 100))


def _blob(
    picture: Picture, u: Picture, v: Picture, place: Sequence[float], colour: Any, share: float
) -> None:
    x, y, wide, high = place
    soft = (np.exp(-(((u - x) / wide) ** 2) - ((v - y) / high) ** 2) * share)[..., None]
    picture[:] = picture * (1 - soft) + np.array(colour, np.float32) * soft


def _features(face: Picture, u: Picture, v: Picture, hair: Any) -> None:
    for side in (-1, 1):
        _blob(face, u, v, (side * 0.36, -0.13, 0.24, 0.11), (120, 75, 60), 0.7)
        _blob(face, u, v, (side * 0.36, -0.12, 0.15, 0.055), (235, 230, 225), 0.9)
        _blob(face, u, v, (side * 0.36, -0.12, 0.06, 0.05), (30, 20, 15), 1)
        _blob(face, u, v, (side * 0.37, -0.28, 0.22, 0.04), hair, 0.95)
        _blob(face, u, v, (side * 0.09, 0.26, 0.05, 0.03), (90, 45, 40), 0.8)
    _blob(face, u, v, (0, 0.1, 0.07, 0.2), (235, 185, 155), 0.4)
    _blob(face, u, v, (0.1, 0.15, 0.06, 0.15), (120, 80, 62), 0.5)
    _blob(face, u, v, (0, 0.52, 0.28, 0.06), (150, 60, 60), 0.9)
    _blob(face, u, v, (0, 0.52, 0.25, 0.015), (80, 25, 25), 0.9)
    _blob(face, u, v, (0, 0.66, 0.2, 0.05), (120, 80, 62), 0.5)


def person(high: int, kind: int, *, from_behind: bool = False) -> tuple[Picture, Picture]:
    """Colour (h, w, 3) and cover (h, w, 1; 0 to 1) of a head `high` px tall, on shoulders. The head's egg begins
    at 20 % of the width and 10 % of the head's height."""
    wide = 2.2 * high * 0.75
    width, height = round(wide), round(2.2 * high)
    rows, columns = np.mgrid[0 : height * FINE, 0 : width * FINE].astype(np.float32)
    u = (columns / FINE - width / 2) / (high * 0.75 / 2)
    v = (rows / FINE - high * 0.6) / (high / 2)
    skin, hair = np.array(SKINS[kind % 4], np.float32), np.array(HAIRS[kind % 4], np.float32)
    egg = u * u / 0.85 + v * v
    picture = np.empty((*u.shape, 3), np.float32)
    picture[:] = skin * np.clip(1.05 - 0.35 * egg - 0.15 * u, 0.3, 1.1)[..., None]
    _features(picture, u, v, hair)
    locks = (v < -0.52 - 0.25 * (0.5 - u * u)) | (egg >= 1)
    picture[locks | np.full_like(locks, from_behind)] = hair
    cover = ((u / 1.15) ** 2 + ((v + 0.12) / 1.1) ** 2 < 1) | (egg < 1)
    neck = (np.abs(u) < 0.5) & (v > 0.8) & (v < 1.7) & ~cover
    body = ((u / 2.6) ** 2 + ((v - 2.9) / 1.5) ** 2 < 1) & ~cover & ~neck
    picture[neck], picture[body] = skin * 0.75, COATS[kind % 4]
    cover |= neck | body
    return _small(picture), _small(cover[..., None].astype(np.float32))


def _small(fine: Picture) -> Picture:
    height, width = fine.shape[0] // FINE, fine.shape[1] // FINE
    return fine.reshape(height, FINE, width, FINE, -1).mean(axis=(1, 3)).astype(np.float32)


@dataclass(frozen=True)
class Walk:
    """One person: head height px, and where the head's top left is at a time in ms; None while away.
    `hidden` are times (from, to) in ms when they are seen from behind."""

    high: int
    kind: int
    place: Callable[[int], tuple[float, float] | None]
    hidden: tuple[tuple[int, int], ...] = ()

    def box(self, ms: int) -> tuple[float, float, float, float] | None:
        """The face's egg, left top right bottom; None while no face is to be seen."""
        at = self.place(ms)
        if at is None or any(begin <= ms < end for begin, end in self.hidden):
            return None
        return (at[0], at[1], at[0] + self.high * 0.69, at[1] + self.high)


def straight(x: float, y: float, by_x: float = 0, by_y: float = 0) -> Callable[[int], tuple[float, float]]:
    """From (x, y) with so many px a second."""
    return lambda ms: (x + by_x * ms / 1000, y + by_y * ms / 1000)


def swaying(x: float, y: float, by: float, period_ms: int) -> Callable[[int], tuple[float, float]]:
    return lambda ms: (x + by * math.sin(2 * math.pi * ms / period_ms), y)


def class_film(
    people: Sequence[Walk],
    *,
    seconds: float,
    size: tuple[int, int] = (640, 360),
    rate: int = 25,
    sound: bool = False,
    turn: int = 0,
    times_ms: Sequence[int] | None = None,
    seed: int = 1,
) -> bytes:
    """An MP4 with these people before a wall. `turn`: degrees a player turns it clockwise (size is as stored)."""
    held = io.BytesIO()
    times = times_ms or [round(1000 * number / rate) for number in range(round(seconds * rate))]
    shown = size if turn % 180 == 0 else size[::-1]
    stage = Stage(people, shown, seed)
    with av.open(held, "w", format="mp4") as out:
        video: Any = out.add_stream("libx264", rate=rate)
        video.width, video.height, video.pix_fmt = *size, "yuv420p" if not size[0] % 2 else "yuv444p"
        video.codec_context.time_base = Fraction(1, 1000)
        # As phones film: where pictures come unevenly, none waits for a later one.
        video.codec_context.options = {"preset": "veryfast", "crf": "23", **({"bf": "0"} if times_ms else {})}
        audio: Any = out.add_stream("aac", rate=48_000) if sound else None
        if turn:
            video.set_display_rotation(-turn)
        for ms in times:
            picture = np.rot90(stage.at(ms), turn // 90)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = ms, Fraction(1, 1000)
            out.mux(video.encode(frame.reformat(format=video.pix_fmt)))
        out.mux(video.encode(None))
        if audio:
            _tone(out, audio, seconds, 0.5)
    return held.getvalue()


class Stage:
    """A wall with shade and grain, and people before it."""

    def __init__(self, people: Sequence[Walk], size: tuple[int, int], seed: int) -> None:
        width, height = size
        chance = np.random.default_rng(seed)
        shade = np.linspace(150, 95, height, dtype=np.float32)[:, None, None]
        self._wall = shade * np.array((1, 1, 0.96), np.float32) + np.zeros((height, width, 1), np.float32)
        for _ in range(12):
            x, y = chance.integers(0, width), chance.integers(0, height)
            self._wall[y : y + height // 8, x : x + width // 9] += chance.uniform(-35, 35)
        self._grain = chance.normal(0, 4, (8, height, width, 1)).astype(np.float32)
        self._people = [
            (walk, person(walk.high, walk.kind), person(walk.high, walk.kind, from_behind=True))
            for walk in people
        ]

    def at(self, ms: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        picture = self._wall.copy()
        for walk, face, back in self._people:
            at = walk.place(ms)
            if at is not None:
                seen = face if walk.box(ms) is not None else back
                # The figure's head begins right of its own left edge, and below its top.
                inset = (seen[0].shape[1] - walk.high * 0.69) / 2
                _lay(picture, *seen, round(at[0] - inset), round(at[1] - 0.1 * walk.high))
        return np.clip(picture + self._grain[ms // 40 % 8], 0, 255).astype(np.uint8)


def _lay(picture: Picture, colour: Picture, cover: Picture, left: int, top: int) -> None:
    height, width = picture.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + colour.shape[1]), min(height, top + colour.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    inner = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    part = picture[y0:y1, x0:x1]
    part[:] = part * (1 - cover[inner]) + colour[inner] * cover[inner]
