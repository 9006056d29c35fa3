from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import Cast
from tests.pages import hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme.actions import close
from sidebyside.programme.models import Strand
from sidebyside.programme.seen import stamp
from sidebyside.reflection.afterwards import StepWords, write_steps
from sidebyside.reflection.models import NextStep

Browser = Callable[[Person], Client]


@pytest.fixture
def second(cast: Cast) -> Strand:
    """Cycle 2, in which Ben is coachee, after Ana has written a step in cycle 1."""
    write_steps(cast.strand, [StepWords("Count to five", "Friday", "hands")], stamp([]))
    following = close(cast.strand, cast.ana)
    assert following is not None
    return following.strands.get()


def _url(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/steps/{NextStep.objects.get().code}/"


def test_last_times_steps_stand_at_the_top_of_the_new_cycle_for_both(
    cast: Cast, as_person: Browser, second: Strand
) -> None:
    for person in (cast.ana, cast.ben):
        page = words_of(as_person(person).get(f"/cycle/{second.code}/"))
        assert "From last time" in page
        assert "Count to five" in page
    assert "What came of it?" in words_of(as_person(cast.ana).get(f"/cycle/{second.code}/"))
    assert "What came of it?" not in words_of(as_person(cast.ben).get(f"/cycle/{second.code}/"))


def test_the_owner_writes_what_came_of_it_and_the_partner_reads_it(
    cast: Cast, as_person: Browser, second: Strand
) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(_url(cast)), "seen")
    answer = ana.post(_url(cast), {"came_of_it": "Kofi answered.", "seen": seen})
    assert answer.url == f"/cycle/{second.code}/"
    assert "Kofi answered." in words_of(as_person(cast.ben).get(f"/cycle/{second.code}/"))


def test_nobody_but_the_owner_writes_it(cast: Cast, as_person: Browser, second: Strand) -> None:
    for person in (cast.ben, cast.cleo, cast.dora, cast.nina, cast.omar, cast.eve):
        assert as_person(person).get(_url(cast)).status_code == 404
        assert as_person(person).post(_url(cast), {"came_of_it": "x"}).status_code == 404
    assert NextStep.objects.get().came_of_it == ""


def test_a_step_of_another_strand_is_not_reached_through_ones_own(
    cast: Cast, as_person: Browser, second: Strand
) -> None:
    other = NextStep.objects.create(strand=cast.other_strand, owner=cast.cleo, what="Theirs")
    assert as_person(cast.ana).get(f"/cycle/{cast.strand.code}/steps/{other.code}/").status_code == 404


def test_two_tabs_lose_nothing(cast: Cast, as_person: Browser, second: Strand) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(_url(cast)), "seen")
    ana.post(_url(cast), {"came_of_it": "First tab", "seen": seen})
    late = ana.post(_url(cast), {"came_of_it": "Second tab", "seen": seen})
    assert late.status_code == 409
    assert "First tab" in words_of(late)
    assert "Second tab" in words_of(late)


def test_in_the_third_cycle_both_see_both_sets_of_steps(
    cast: Cast, as_person: Browser, second: Strand
) -> None:
    write_steps(second, [StepWords("Stand at the back")], stamp([]))
    third = close(second, cast.ben)
    assert third is not None
    page = words_of(as_person(cast.ben).get(f"/cycle/{third.strands.get().code}/"))
    assert page.index("Stand at the back") < page.index("Count to five")


def test_a_partner_who_left_does_not_read_on(cast: Cast, as_person: Browser, second: Strand) -> None:
    as_person(cast.ana).post(f"/pair/{cast.pair.code}/leave/")
    assert "Count to five" not in words_of(as_person(cast.ben).get(f"/cycle/{second.code}/"))
    assert as_person(cast.ana).get(_url(cast)).status_code == 200
