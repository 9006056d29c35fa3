"""What an owner covers by hand: a box over a stretch of the film, kept as it was meant, or refused in a sentence."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sidebyside.recordings.blurring import choosing
from sidebyside.recordings.blurring.models import Blurring, Covering
from sidebyside.recordings.models import Recording
from tests.cast import Cast
from tests.pages import words_of
from tests.recordings.conftest import ready_film


@pytest.fixture
def film(cast: Cast) -> Recording:
    made = ready_film(cast, b"nobody looks into it here")
    Recording.objects.filter(pk=made.pk).update(duration_ms=3000, width_px=640, height_px=360)
    return Recording.objects.get(pk=made.pk)


Cover = Callable[..., Any]


@pytest.fixture
def cover(cast: Cast, ana: Client, film: Recording) -> Cover:
    def sent(**fields: str) -> Any:
        start = {"what": "box", "start": "0:01", "end": "0:02"}
        box = {"left": "10", "top": "20", "width": "30", "height": "40.5"}
        address = f"/cycle/{cast.strand.code}/film/{film.code}/faces/cover/"
        return ana.post(address, start | box | fields)

    return sent


def test_a_box_by_hand_covers_its_stretch_and_can_be_taken_away(
    cast: Cast, ana: Client, cover: Cover, film: Recording
) -> None:
    assert cover().status_code == 302
    covering = Covering.objects.select_related("recording").get()
    wanted = {"start_ms": 1000, "end_ms": 2000, "left": 100, "top": 200, "width": 300, "height": 405}
    assert json.loads(covering.where) == wanted
    plan = choosing.plan_of(film, Blurring.objects.get())
    (path,) = plan.paths
    assert path.at(1500)[1:5] == pytest.approx((64, 72, 256, 217.8))
    assert path.at(2100) is None
    page = ana.get(f"/cycle/{cast.strand.code}/film/{film.code}/faces/")
    assert "10 % from the left, 20 % from the top, 30 % wide, 40.5 % high" in words_of(page)
    ana.post(f"/cycle/{cast.strand.code}/film/{film.code}/faces/cover/{covering.code}/")
    assert not Covering.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start": "soon"}, "Write minutes and seconds"),
        ({"start": "0:02", "end": "0:01"}, "The end comes after the beginning."),
        ({"start": "7:00", "end": "8:00"}, "The film is 0:03 long."),
        ({"left": ""}, "Draw a box on the picture, or write all four numbers."),
        ({"width": "0"}, "A box is wider and higher than nothing."),
    ],
)
def test_what_cannot_be_covered_is_said_in_a_sentence(
    fields: dict[str, str], sentence: str, cover: Cover
) -> None:
    answer = cover(**fields)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert not Covering.objects.exists()
