"""The seating plan: names for the class's teacher, seats for whoever films."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sidebyside.consent import plans
from sidebyside.consent.models import SchoolClass, SeatingPlan
from sidebyside.people.models import Person
from sidebyside.recordings import handing_over, pupils
from tests.cast import Cast
from tests.consent.registered import make_class, say

As = Callable[[Person], Client]
ROOM = {"rows": 2, "columns": 2, "apart_cm": 120, "deep_cm": 150, "view_deg": 60}
# At the front on the left, looking to the back: the left column is in shot, the right one is not.
CAMERA = {"camera_x_cm": 40, "camera_y_cm": -100, "heading_deg": 0} | {"view_deg": 20}


@pytest.fixture
def class_8b(cast: Cast) -> SchoolClass:
    found = make_class(cast.school, "Ada Byron", "Bo Smith", teacher=cast.ana)
    say(found.places.order_by("pk")[1].pupil, True)
    return found


def sent(school_class: SchoolClass, **seats: tuple[int, int]) -> dict[str, Any]:
    """``Ada=(1, 1)``: row and seat."""
    told: dict[str, Any] = ROOM | CAMERA
    for place in school_class.places.select_related("pupil"):
        if place.pupil.first_name in seats:
            row, seat = seats[place.pupil.first_name]
            told |= {f"row-{place.pupil.code}": row, f"seat-{place.pupil.code}": seat}
    return told


def test_a_plan_is_kept_with_who_is_in_shot(cast: Cast, as_person: As, class_8b: SchoolClass) -> None:
    ana, at = as_person(cast.ana), f"/classes/{class_8b.code}/seats/"
    assert ana.get(at).status_code == 200
    assert ana.post(at, sent(class_8b, Ada=(1, 1), Bo=(1, 2))).status_code == 302
    plan = SeatingPlan.objects.get()
    assert {seat.pupil.first_name: seat.in_shot for seat in plan.seats.all()} == {"Ada": True, "Bo": False}
    page = ana.get(at).content.decode()
    assert "8 Beech: 1 pupil should sit elsewhere" in page
    assert "Ada Byron: to row 2, seat 2, which is free." in page or "Ada Byron: to row" in page


def test_looking_keeps_nothing(cast: Cast, as_person: As, class_8b: SchoolClass) -> None:
    ana, at = as_person(cast.ana), f"/classes/{class_8b.code}/seats/"
    answer = ana.post(at, sent(class_8b, Ada=(1, 2), Bo=(1, 1)) | {"do": "look"})
    assert "nobody in shot has to move" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert not SeatingPlan.objects.exists()


def test_each_keeping_is_a_plan_of_its_own(cast: Cast, as_person: As, class_8b: SchoolClass) -> None:
    ana, at = as_person(cast.ana), f"/classes/{class_8b.code}/seats/"
    ana.post(at, sent(class_8b, Ada=(1, 1)))
    ana.post(at, sent(class_8b, Ada=(2, 2)))
    assert [plan.seats.get().row for plan in SeatingPlan.objects.all()] == [1, 0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"view_deg": 181}, "181 does not fit here. Write a number from 10 to 180."),
        ({"rows": 0}, "0 does not fit here. Write a number from 1 to"),
        ({"apart_cm": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said(
    cast: Cast, as_person: As, class_8b: SchoolClass, change: dict[str, Any], says: str
) -> None:
    at = f"/classes/{class_8b.code}/seats/"
    answer = as_person(cast.ana).post(at, sent(class_8b, Ada=(1, 1)) | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_two_on_one_seat_and_a_seat_outside_are_named(
    cast: Cast, as_person: As, class_8b: SchoolClass
) -> None:
    ana, at = as_person(cast.ana), f"/classes/{class_8b.code}/seats/"
    both = ana.post(at, sent(class_8b, Ada=(1, 1), Bo=(1, 1)))
    assert "Ada Byron and Bo Smith both sit in row 1, seat 1." in both.content.decode()
    outside = ana.post(at, sent(class_8b, Ada=(3, 1)))
    assert "Ada Byron: there is no row 3, seat 1." in outside.content.decode()
    assert not SeatingPlan.objects.exists()


def test_whoever_films_sees_seats_and_no_name_and_no_reason(
    cast: Cast, as_person: As, class_8b: SchoolClass
) -> None:
    as_person(cast.ana).post(f"/classes/{class_8b.code}/seats/", sent(class_8b, Ada=(1, 1), Bo=(1, 2)))
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=True)
    at, ben = f"/cycle/{cast.strand.code}/film/seats/", as_person(cast.ben)
    assert ben.get(at).status_code == 404
    handing_over.give(cast.strand, cast.ana)
    page = ben.get(at).content.decode()
    assert "seats are in shot" in page or "seat is in shot" in page
    for word in ("Ada", "Bo S", "move", "may be filmed", "Beech", "yes"):
        assert word not in page.split("<main")[1].split("</main")[0], word
    # The same whether or not somebody has answered.
    for place in class_8b.places.all():
        say(place.pupil, False)
    assert ben.get(at).content.decode().split("<figure")[1] == page.split("<figure")[1]


def test_only_who_reads_the_register_plans_seats(cast: Cast, as_person: As, class_8b: SchoolClass) -> None:
    at = f"/classes/{class_8b.code}/seats/"
    for who in (cast.ben, cast.dora, cast.leo, cast.nina, cast.eve):
        assert as_person(who).get(at).status_code == 404, who.name
        assert as_person(who).post(at, sent(class_8b)).status_code == 404, who.name


def test_the_drawing_shows_front_camera_and_every_seat(class_8b: SchoolClass) -> None:
    drawing = plans.with_names(plans.Layout(rows=3, columns=4), {})
    assert len(drawing.seats) == 12
    assert drawing.wedge.split(" ")[0] == "360,800"
    assert len(drawing.view.split()) == 4
