"""Who can be seen from where: seats in a room, and what a camera takes in of them.

The room lies flat. Lengths are metres: x grows from the left wall to the right one, y from the front (the board)
to the back. A heading is in degrees: 0 looks from the front to the back, 90 to the left wall, 180 to the board, 270
to the right wall. A field of view is the whole angle from edge to edge, in degrees.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

# A pupil leans and turns: a seat counts as a circle this wide around its middle, in metres.
REACH_M = 0.6
WIDEST_VIEW_DEG = 180.0
# So near the lens nobody can say which way somebody is: they are in shot.
TOO_NEAR_M = 0.3


@dataclass(frozen=True)
class Point:
    """A place on the floor, in metres."""

    x: float
    y: float


@dataclass(frozen=True)
class Camera:
    """Where it stands, where it looks (degrees, 0 to below 360) and how much it takes in (degrees, 1 to 180)."""

    at: Point
    heading_deg: float
    view_deg: float

    def __post_init__(self) -> None:
        if not 1.0 <= self.view_deg <= WIDEST_VIEW_DEG:
            raise ValueError(f"a field of view is 1 to {WIDEST_VIEW_DEG:.0f} degrees")


def seat_at(row: int, column: int, *, apart_m: float, deep_m: float) -> Point:
    """The middle of a seat: rows count from the front and columns from the left, both from nought."""
    return Point((column + 0.5) * apart_m, (row + 0.5) * deep_m)


def heading_towards(start: Point, end: Point) -> float:
    """Degrees, 0 to below 360; 0 where both are the same place."""
    return math.degrees(math.atan2(start.x - end.x, end.y - start.y)) % 360.0


def off_axis_deg(camera: Camera, place: Point) -> float:
    """How far a place is from the middle of the picture: 0 to 180 degrees, to either side."""
    turned = (heading_towards(camera.at, place) - camera.heading_deg) % 360.0
    return min(turned, 360.0 - turned)


def is_in_shot(camera: Camera, seat: Point, reach_m: float = REACH_M) -> bool:
    """Whether any of a circle of ``reach_m`` metres around the seat may be seen. Nothing stands in the way."""
    far = math.hypot(seat.x - camera.at.x, seat.y - camera.at.y)
    if far <= max(reach_m, TOO_NEAR_M):
        return True
    wide = math.degrees(math.asin(min(1.0, reach_m / far)))
    return off_axis_deg(camera, seat) <= camera.view_deg / 2 + wide


def in_shot(
    camera: Camera, places: Iterable[tuple[int, int]], *, apart_m: float, deep_m: float
) -> frozenset[tuple[int, int]]:
    """Those (row, column) of ``places`` that may be seen."""
    return frozenset(
        (row, column)
        for row, column in places
        if is_in_shot(camera, seat_at(row, column, apart_m=apart_m, deep_m=deep_m))
    )


def who_should_move(
    seats: dict[tuple[int, int], bool], seen: frozenset[tuple[int, int]], free: Iterable[tuple[int, int]]
) -> list[tuple[tuple[int, int], tuple[int, int] | None]]:
    """``seats``: taken places, and whether who sits there may be filmed. Each who may not and is in shot, with a place
    out of shot to go to: an empty one first (``free``), else to change with somebody who may; None where there is none.
    """
    moving = sorted(place for place, may in seats.items() if not may and place in seen)
    empty = sorted(place for place in free if place not in seen and place not in seats)
    changing = sorted(place for place, may in seats.items() if may and place not in seen)
    found: list[tuple[tuple[int, int], tuple[int, int] | None]] = []
    for place in moving:
        pool = empty or changing
        nearest = min(pool, key=lambda one: (math.dist(one, place), one)) if pool else None
        if nearest is not None:
            pool.remove(nearest)
        found.append((place, nearest))
    return found
