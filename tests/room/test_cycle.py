from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.focus import FocusWords, write_focus
from sidebyside.programme.models import PartnerCheck, Strand
from sidebyside.programme.seen import stamp
from sidebyside.programme.stages import reach
from tests.cast import Cast
from tests.pages import heading, words_of

Browser = Callable[[Person], Client]
FOCUS = FocusWords("Year 8, fractions", "Who answers after I ask?", criteria=("Waiting",))


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/"


def test_the_heading_says_the_state_and_there_is_one_dark_button(
    cast: Cast, as_person: Browser, url: str
) -> None:
    page = as_person(cast.ana).get(url)
    assert heading(page) == "Choose what to look at in your lesson"
    assert page.content.decode().count('class="button go"') == 1
    page = as_person(cast.ben).get(url)
    assert heading(page) == "Ana is choosing a focus"
    assert 'class="button go"' not in page.content.decode()


def test_the_focus_and_the_times_are_in_view(cast: Cast, as_person: Browser, url: str) -> None:
    write_focus(cast.strand, FOCUS, stamp(FocusWords().in_order()))
    Strand.objects.filter(pk=cast.strand.pk).update(lesson_at=timezone.now(), place="Room 14")
    for person in (cast.ana, cast.ben):
        page = words_of(as_person(person).get(url))
        assert "Who answers after I ask?" in page
        assert "Year 8, fractions" in page
        assert "only you two" in page


def test_everybody_else_finds_nothing(cast: Cast, as_person: Browser, url: str) -> None:
    for person in (cast.cleo, cast.idris, cast.dora, cast.leo, cast.tim, cast.nina, cast.omar, cast.eve):
        assert as_person(person).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert as_person(cast.ana).get("/cycle/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_the_account_check_is_asked_for_once_a_film_is_near(cast: Cast, as_person: Browser, url: str) -> None:
    PartnerCheck.objects.filter(by=cast.ana).delete()
    ana = as_person(cast.ana)
    assert "Sit together and check" not in words_of(ana.get(url))
    reach(cast.strand, "focus")
    assert "Sit together and check" in words_of(ana.get(url))
    assert "Sit together and check" not in words_of(as_person(cast.ben).get(url))


def test_closing_is_the_dark_button_when_all_is_done(cast: Cast, as_person: Browser, url: str) -> None:
    for key in ("focus", "time", "film", "prepare", "talk", "steps"):
        reach(cast.strand, key)
    page = as_person(cast.ben).get(url).content.decode()
    assert page.count('class="button go"') == 1
    assert f'action="{url}close/"' in page


def test_a_closed_cycle_stays_readable_and_can_be_opened_again(
    cast: Cast, as_person: Browser, url: str
) -> None:
    write_focus(cast.strand, FOCUS, stamp(FocusWords().in_order()))
    ana = as_person(cast.ana)
    ana.post(f"{url}close/")
    page = ana.get(url)
    assert heading(page) == "Cycle 1 is closed"
    assert FOCUS.focus in words_of(page)
    assert "Open it again" in words_of(page)


def test_a_resting_cycle_can_be_taken_up_again(cast: Cast, as_person: Browser, url: str) -> None:
    as_person(cast.ana).post(f"{url}pause/")
    page = as_person(cast.ben).get(url)
    assert heading(page) == "Cycle 1 is resting"
    assert "Take it up again" in words_of(page)


def test_somebody_who_left_reads_their_own_and_has_no_buttons(
    cast: Cast, as_person: Browser, url: str
) -> None:
    ana = as_person(cast.ana)
    ana.post(f"/pair/{cast.pair.code}/leave/")
    page = ana.get(url)
    assert page.status_code == 200
    assert "let it rest" not in words_of(page)
    assert 'class="button go"' not in page.content.decode()


def test_a_held_account_is_kept_out(cast: Cast, as_person: Browser, url: str) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    assert as_person(cast.ana).get(url).status_code == 404


def test_both_find_the_way_to_the_notebook(cast: Cast, as_person: Browser, url: str) -> None:
    for person in (cast.ben, cast.ana):
        assert f'href="{url}notes/"' in as_person(person).get(url).content.decode()
        assert as_person(person).get(f"{url}notes/").status_code == 200


@pytest.mark.parametrize("part", ["focus", "times", "film", "prepare", "meet", "steps"])
def test_every_way_on_from_the_strip_leads_somewhere(
    cast: Cast, as_person: Browser, url: str, part: str
) -> None:
    for person in (cast.ana, cast.ben):
        browser = as_person(person)
        page = browser.get(url).content.decode()
        if f'href="{url}{part}/"' in page:
            assert browser.get(f"{url}{part}/").status_code == 200
        else:
            assert (person, part) == (cast.ben, "film")
