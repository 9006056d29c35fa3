"""Looking at the year that a choice makes: it asks for no name and keeps nothing."""

from collections.abc import Callable

from django.test import Client
from tests.cast import Cast
from tests.pages import words_of

from sidebyside.people.models import Person
from sidebyside.programme.models import Programme, SchoolTemplate

As = Callable[[Person], Client]


def test_a_copy_is_looked_at_before_it_has_a_name(cast: Cast, as_person: As) -> None:
    dora, at = as_person(cast.dora), "/programme/template/side-by-side/own/"
    changed = {"name": "", "cycles": "12", "meeting_minutes": "25"}
    looked = words_of(dora.post(at, changed | {"do": "look"}))
    assert "Fill this in." not in looked
    assert "12 cycles" in looked
    assert "Fill this in." in words_of(dora.post(at, changed))
    assert not SchoolTemplate.objects.exists()


def test_a_year_is_looked_at_before_it_has_a_name(cast: Cast, as_person: As) -> None:
    days = {"starts_on": "2027-01-04", "ends_on": "2027-07-20"}
    page = as_person(cast.dora).post(
        "/programme/new/", {"do": "look", "name": "", "template": "flow", **days}
    )
    assert "Fill this in." not in words_of(page)
    assert Programme.objects.count() == 1
