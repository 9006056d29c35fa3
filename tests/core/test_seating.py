"""Seats and a camera's field of view, held against drawings made by hand and against turning the whole room."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sidebyside.core.seating import (
    Camera,
    Point,
    heading_towards,
    in_shot,
    is_in_shot,
    off_axis_deg,
    seat_at,
    who_should_move,
)

BACK = Camera(Point(3.6, 8.0), heading_deg=180, view_deg=70)


@pytest.mark.parametrize(
    ("end", "heading"),
    [(Point(0, 1), 0), (Point(-1, 0), 90), (Point(0, -1), 180), (Point(1, 0), 270), (Point(-1, 1), 45)],
)
def test_headings_go_from_the_back_to_the_left_to_the_board(end: Point, heading: float) -> None:
    assert heading_towards(Point(0, 0), end) == pytest.approx(heading)


def test_a_seat_lies_in_the_middle_of_its_place() -> None:
    assert seat_at(0, 0, apart_m=1.2, deep_m=1.5) == Point(0.6, 0.75)
    assert seat_at(2, 3, apart_m=1.0, deep_m=2.0) == Point(3.5, 5.0)


def test_from_the_back_the_front_is_in_shot_and_the_corners_beside_the_camera_are_not() -> None:
    places = [(row, column) for row in range(5) for column in range(6)]
    seen = in_shot(BACK, places, apart_m=1.2, deep_m=1.5)
    assert {(0, column) for column in range(6)} <= seen
    assert (4, 0) not in seen
    assert (4, 5) not in seen


def test_half_a_pupil_in_the_picture_is_a_pupil_in_the_picture() -> None:
    camera = Camera(Point(0, 0), heading_deg=0, view_deg=90)
    # The edge of the view runs through (3, 3); 0.5 m beyond it, with a reach of 0.6 m.
    beside = Point(3 + 0.5 / math.sqrt(2), 3 - 0.5 / math.sqrt(2))
    assert is_in_shot(camera, beside)
    assert not is_in_shot(camera, beside, reach_m=0.4)


def test_whoever_stands_at_the_lens_is_in_shot_wherever_it_looks() -> None:
    assert is_in_shot(BACK, Point(3.6, 8.2))


@pytest.mark.parametrize("view", [0, -10, 181, 360])
def test_a_field_of_view_that_cannot_be_is_refused(view: float) -> None:
    with pytest.raises(ValueError, match="field of view"):
        Camera(Point(0, 0), 0, view)


METRES = some.floats(-20, 20)
TURNS = some.floats(0, 359.9)


@given(METRES, METRES, TURNS, some.floats(1, 180), TURNS)
def test_turning_the_room_with_the_camera_changes_nothing(
    x: float, y: float, heading: float, view: float, turn: float
) -> None:
    far, angle = math.hypot(x, y), math.radians(turn)
    moved = Point(x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))
    before = Camera(Point(0, 0), heading, view)
    after = Camera(Point(0, 0), (heading + turn) % 360, view)
    if far > 0.01:
        assert off_axis_deg(before, Point(x, y)) == pytest.approx(off_axis_deg(after, moved), abs=1e-6)
    edge = abs(off_axis_deg(before, Point(x, y)) - view / 2)
    if far > 0.7 and abs(edge - math.degrees(math.asin(0.6 / far))) > 1e-3:
        assert is_in_shot(before, Point(x, y)) == is_in_shot(after, moved)


@given(METRES, METRES, TURNS, some.floats(1, 179))
def test_a_wider_view_never_loses_anybody(x: float, y: float, heading: float, view: float) -> None:
    narrow, wide = (Camera(Point(0, 0), heading, one) for one in (view, min(180.0, view + 1)))
    assert is_in_shot(wide, Point(x, y)) or not is_in_shot(narrow, Point(x, y))


def test_who_may_not_be_filmed_goes_to_a_free_seat_nearby_first() -> None:
    seats = {(0, 0): False, (0, 1): True, (4, 0): True}
    seen = frozenset({(0, 0), (0, 1)})
    assert who_should_move(seats, seen, [(3, 0), (4, 1)]) == [((0, 0), (3, 0))]
    assert who_should_move(seats, seen, []) == [((0, 0), (4, 0))]
    assert who_should_move(seats, frozenset(seats), []) == [((0, 0), None)]


def test_who_is_out_of_shot_already_or_may_be_filmed_stays() -> None:
    assert who_should_move({(0, 0): False, (1, 1): True}, frozenset({(1, 1)}), [(2, 2)]) == []


def test_two_do_not_go_to_one_seat() -> None:
    moves = who_should_move({(0, 0): False, (0, 1): False}, frozenset({(0, 0), (0, 1)}), [(3, 0)])
    assert [end for _start, end in moves] == [(3, 0), None]
