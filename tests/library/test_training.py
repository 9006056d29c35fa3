"""Training: whole texts, ticks by oneself, dates for the co-ordinator and not a word more."""

from collections.abc import Callable

import pytest
from django.template.loader import get_template
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from sidebyside.library.models import Finished, Tried
from sidebyside.library.rendering import PICTURES, NotOurs, parts_of
from sidebyside.library.texts import GUIDES, MODULES, text
from sidebyside.people.models import Person
from tests.cast import Cast
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]
LISTENING = "/training/listening/"


@pytest.mark.parametrize("key", [*MODULES, *GUIDES])
def test_each_text_is_whole(key: str) -> None:
    found = text(key)
    sorts = [part.sort for part in found.parts]
    words = sum(len(line.split()) for part in found.parts for line in part.lines)
    assert words > 230
    assert sorts.count("heading") >= 2
    # A module ends with something to do; a guide has questions instead.
    assert sorts[-1] == "try" if key in MODULES else "try" not in sorts
    # Nothing of the notation is left standing in the words.
    assert not [line for part in found.parts for line in part.lines if "**" in line or "## " in line]


def test_every_picture_is_used_and_says_in_words_what_it_shows() -> None:
    used = {part.lines[0] for key in MODULES for part in text(key).parts if part.sort == "picture"}
    assert used == PICTURES
    for name in PICTURES:
        drawn = get_template(f"library/pictures/{name}.svg").render()
        assert 'role="img" aria-label="' in drawn
        assert "style=" not in drawn


@given(st.text(max_size=300))
def test_no_text_becomes_markup_by_itself(words: str) -> None:
    try:
        parts = parts_of(words)
    except NotOurs:
        return
    for part in parts:
        for line in part.lines:
            bare = line.replace("<strong>", "").replace("</strong>", "")
            assert "<" not in bare
            assert ">" not in bare


def test_a_script_stays_words_and_a_picture_is_never_a_path() -> None:
    (part,) = parts_of("Say **<script>alert(1)</script>** aloud.")
    assert part.lines[0] == "Say <strong>&lt;script&gt;alert(1)&lt;/script&gt;</strong> aloud."
    with pytest.raises(NotOurs, match="no picture"):
        parts_of("! ../../base.html")


def test_every_page_opens_and_shows_its_text(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    for key in MODULES:
        page = ana.get(f"/training/{key}/")
        assert page.status_code == 200
        assert text(key).title in words_of(page)
        assert "Try it" in words_of(page)
    assert ana.get("/training/no-such/").status_code == 404
    assert ana.get("/guides/listening/").status_code == 404


def tick(browser: Client, do: str = "finish", words: str = "") -> int:
    page = browser.get(LISTENING)
    return browser.post(LISTENING, {"do": do, "words": words, "seen": hidden(page, "seen")}).status_code


def test_the_co_ordinator_sees_a_date_and_nothing_that_was_written(cast: Cast, as_person: Browser) -> None:
    assert tick(as_person(cast.ana), words="Marzipan") == 302
    dora = as_person(cast.dora)
    said = words_of(dora.get("/training/who/"))
    assert "Ana" in said
    assert "1 of 16" in said
    assert "Listening" in said
    assert str(Finished.objects.get().on.year) in said
    for page in ("/training/who/", "/training/", LISTENING):
        assert b"Marzipan" not in dora.get(page).content
    # Notes without a tick are no date.
    assert tick(as_person(cast.ben), do="keep", words="Nougat") == 302
    assert "1 of 9 people" in words_of(dora.get("/training/who/"))


def test_no_other_school_and_nobody_else_sees_the_dates(cast: Cast, as_person: Browser) -> None:
    tick(as_person(cast.ana))
    assert "Ana" not in words_of(as_person(cast.eve).get("/training/who/"))
    for person in (cast.ana, cast.ben, cast.leo, cast.tim):
        assert as_person(person).get("/training/who/").status_code == 404


def test_a_tick_is_given_once_and_taken_away(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    tick(ana, words="Five seconds are long")
    tick(ana, words="Five seconds are long")
    assert Finished.objects.count() == 1
    assert ana.post(LISTENING, {"do": "undo"}).status_code == 302
    assert not Finished.objects.exists()
    assert Tried.objects.select_related("person").get().words == "Five seconds are long"
    tick(ana, do="keep")
    assert not Tried.objects.exists()


def test_dates_are_taken_away_and_erased_with_the_rest(cast: Cast, as_person: Browser) -> None:
    import io
    import zipfile

    tim = as_person(cast.tim)
    tick(tim, words="Five seconds are long")
    tick(as_person(cast.ben))
    body = b"".join(tim.get("/film/mine.zip").streaming_content)  # type: ignore[attr-defined]
    assert b"listening, text 1" in zipfile.ZipFile(io.BytesIO(body)).read("training.txt")
    assert tim.post("/yours/leave/", {"what": "erase"}).status_code == 302
    assert Finished.objects.get().person_id == cast.ben.pk
    assert not Tried.objects.filter(person=cast.tim).exists()


def test_two_tabs_lose_nothing(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(LISTENING), "seen")
    ana.post(LISTENING, {"do": "keep", "words": "One", "seen": seen})
    late = ana.post(LISTENING, {"do": "finish", "words": "Two", "seen": seen})
    assert late.status_code == 409
    assert "One" in words_of(late)
    assert "Two" in late.content.decode()
    assert not Finished.objects.exists()


def on_map(browser: Client, words: str, do: str, seen: str = "") -> int:
    told = {"words": words, "do": do, "seen": seen or hidden(browser.get("/interests/"), "seen")}
    return browser.post("/interests/", told).status_code


def test_two_tabs_of_the_map_lose_nothing(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get("/interests/"), "seen")
    assert on_map(ana, "One", "show", seen) == 302
    assert on_map(ana, "Two", "keep", seen) == 409
    assert "One" in words_of(as_person(cast.ben).get("/interests/"))
    assert on_map(ana, "", "keep") == 302
    assert "not on the map" in words_of(ana.get("/interests/"))


def test_the_map_of_interests_is_by_choice_and_can_be_searched(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    on_map(ana, "Wait time\nReading aloud", "keep")
    assert "Wait time" not in words_of(ben.get("/interests/"))
    on_map(ana, "Wait time\nReading aloud", "show")
    assert "Wait time" in words_of(ben.get("/interests/?q=READING+wait"))
    assert "Nobody wrote these words" in words_of(ben.get("/interests/?q=chess"))
    assert "Wait time" not in words_of(as_person(cast.eve).get("/interests/"))
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert "Wait time" not in words_of(ben.get("/interests/"))


def test_an_addition_is_its_authors_until_it_is_shown(cast: Cast, as_person: Browser) -> None:
    url = "/guides/assessment-for-learning/"
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    assert ana.post(url, {"words": ""}).status_code == 422
    ana.post(url, {"words": "Ask three at the door"})
    ana.post(url, {"words": "Ask three at the door"})
    code = hidden(ana.get(url), "addition")
    assert "Ask three at the door" not in words_of(ben.get(url))
    ana.post(url, {"do": "show", "addition": code})
    said = words_of(ben.get(url))
    assert said.count("Ask three at the door Ana") == 1
    assert ana.post(url, {"do": "show", "addition": "no code"}).status_code == 404
    ana.post(url, {"do": "erase", "addition": code})
    assert "Ask three at the door" not in words_of(ben.get(url))


def test_pages_cost_the_same_however_many_people_there_are(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        person = Person.objects.create_person(f"n{number}@harbour.test", f"N{number}", cast.school, None)
        browser = as_person(person)
        tick(browser)
        on_map(browser, f"Topic {number}", "show")
    dora = as_person(cast.dora)
    with django_assert_max_num_queries(9):
        assert "12 of 21" in words_of(dora.get("/training/who/"))
    with django_assert_max_num_queries(8):
        assert "12 colleagues" in words_of(dora.get("/interests/"))
    with django_assert_max_num_queries(9):
        dora.get("/guides/assessment-for-learning/")
    with django_assert_max_num_queries(9):
        dora.get(LISTENING)
