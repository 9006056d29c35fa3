from typing import Any

import av
import numpy as np
import pytest

from sidebyside.core.faces.boxes import pack, unpack
from sidebyside.core.faces.hiding import CELLS, Timeline, cover, hidden, widened
from sidebyside.core.faces.shapes import How, Key, Path


def noise(width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(7).integers(0, 256, (height, width)).astype(np.uint8)


@pytest.mark.parametrize("how", ["blur", "block"])
@pytest.mark.parametrize("size", [(2, 2), (3, 40), (41, 37), (200, 120)])
def test_what_is_covered_holds_only_a_few_figures(how: How, size: tuple[int, int]) -> None:
    plane = noise(*size)
    cover(plane, how, 90)
    cell = max(2, -(-min(size) // CELLS))
    # A picture of so few means has no detail between neighbours beyond their own slope.
    steps = np.abs(np.diff(plane.astype(int), axis=1))
    assert steps.max(initial=0) <= (0 if how == "block" else 255 // cell + 2)


def test_only_the_box_and_its_margin_change_and_the_picture_given_stays() -> None:
    before = noise(160, 135)
    picture = av.VideoFrame.from_ndarray(before.copy(), format="yuv420p")
    picture.pts = 5
    after = hidden(picture, [Key(0, 40, 20, 60, 50)], "block")
    changed = np.argwhere(after.to_ndarray()[:90] != before[:90])
    assert (picture.to_ndarray() == before).all()
    assert changed.min(axis=0).tolist() == [10, 34]
    assert changed.max(axis=0).tolist() == [59, 65]
    assert after.pts == 5


def test_a_box_outside_the_picture_is_left_out() -> None:
    assert widened(Key(0, -100, 10, -80, 30), 160, 90) is None
    assert widened(Key(0, -10, 80, 10, 120), 160, 90) == (0, 68, 16, 90)


def test_paths_come_back_from_their_bytes() -> None:
    paths = [Path((Key(0, 1, 2, 3, 4), Key(500, 1.5, 2, 3, 4))), Path(()), Path((Key(-7, 0, 0, 9, 9),))]
    assert unpack(pack(paths)) == paths


def test_the_timeline_holds_a_little_before_and_after() -> None:
    line = Timeline([Path((Key(1000, 0, 0, 9, 9), Key(2000, 0, 0, 9, 9)))])
    assert [len(line.at(ms)) for ms in (900, 950, 1500, 2050, 2051)] == [0, 1, 1, 1, 0]
