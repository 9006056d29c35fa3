"""A sign-in of long ago is asked once more, before what cannot be called back; and then nothing is lost."""

import html
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.access.asking import routes
from tests.cast import PASSWORD, Cast
from tests.consent.registered import make_class
from tests.pages import heading
from tests.people.test_people import signed_in
from tests.people.test_second_factor import code_of, set_up_app
from tests.room.conftest import brought_film

import sidebyside
from sidebyside.people.sessions import RECENT_S, SIGNED_IN_AT
from sidebyside.people.tries import MOST_WRONG_TRIES
from sidebyside.web.asks_again import ASKS_AGAIN, ASKS_NOTHING

GREAT = re.compile(
    r"share|delet|export|erase|give-up|file$|away|carry|download|remove|voice-out|take-out|links|covered"
)


def long_ago(browser: Client) -> Client:
    session = browser.session
    session[SIGNED_IN_AT] = time.time() - RECENT_S - 1
    session.save()
    return browser


def carried(page: Any) -> dict[str, str]:
    """The hidden fields of the page that asks, as a browser would send them."""
    form = page.content.decode().split('id="again">', 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def test_every_address_that_shares_carries_out_or_deletes_asks_again_or_says_why_not() -> None:
    named = {name for name, _pattern in routes("sidebyside.web.urls") if GREAT.search(name)}
    assert named - set(ASKS_AGAIN) - set(ASKS_NOTHING) == set()
    there = {name for name, _pattern in routes("sidebyside.web.urls")}
    assert (set(ASKS_AGAIN) | set(ASKS_NOTHING)) - there == set()
    assert not set(ASKS_AGAIN) & set(ASKS_NOTHING)
    assert all(ASKS_NOTHING.values())


@pytest.fixture
def rule() -> dict[str, list[str]]:
    return {"who": ["leader", "technician"], "words": ['a "quoted" <word> & more\nin two lines']}


def test_the_act_waits_and_goes_on_with_all_that_was_typed(cast: Cast, rule: dict[str, list[str]]) -> None:
    dora = long_ago(signed_in(cast.dora))
    asked = dora.post("/people/second-factor/", rule)
    assert asked.status_code == 403
    assert heading(asked) == "Is it still you?"
    cast.school.refresh_from_db()
    assert cast.school.second_factor == ""
    form = asked.content.decode()
    assert [re.findall(rf'name="who" value="{word}"', form) != [] for word in rule["who"]] == [True, True]
    kept = carried(asked)
    assert kept["words"].replace("\r\n", "\n") == rule["words"][0]
    done = dora.post("/people/second-factor/", kept | rule | {"again-password": PASSWORD})
    assert done.headers["Location"] == "/people/"
    cast.school.refresh_from_db()
    assert cast.school.second_factor == "leader,technician"


def test_once_asked_is_enough_for_a_quarter_of_an_hour(cast: Cast, rule: dict[str, list[str]]) -> None:
    dora = long_ago(signed_in(cast.dora))
    kept = carried(dora.post("/people/second-factor/", rule))
    dora.post("/people/second-factor/", kept | {"again-password": PASSWORD})
    assert dora.post("/people/second-factor/", rule).status_code == 302
    assert long_ago(dora).post("/people/second-factor/", rule).status_code == 403


def test_a_wrong_word_changes_nothing_and_several_sign_out(cast: Cast, rule: dict[str, list[str]]) -> None:
    dora = long_ago(signed_in(cast.dora))
    for number in range(MOST_WRONG_TRIES - 1):
        asked = dora.post(
            "/people/second-factor/", rule | {"again-asked": "1", "again-password": f"guess {number}"}
        )
        assert asked.status_code == 403
        assert 'value="leader"' in asked.content.decode()
        assert f"guess {number}" not in asked.content.decode()
    out = dora.post("/people/second-factor/", rule | {"again-asked": "1", "again-password": "the last guess"})
    assert out.headers["Location"] == "/sign-in/"
    assert dora.get("/people/").status_code == 302
    cast.school.refresh_from_db()
    assert cast.school.second_factor == ""


@pytest.mark.parametrize(
    "given", [{}, {"again-password": ""}, {"again-code": "000000"}, {"again-credential": "{}"}]
)
def test_saying_that_one_was_asked_proves_nothing(
    cast: Cast, rule: dict[str, list[str]], given: dict[str, str]
) -> None:
    dora = long_ago(signed_in(cast.dora))
    assert dora.post("/people/second-factor/", rule | {"again-asked": "1"} | given).status_code == 403
    assert dora.post("/people/second-factor/", rule).status_code == 403


def test_a_code_of_the_app_will_do_and_anothers_will_not(cast: Cast, rule: dict[str, list[str]]) -> None:
    dora, ana = signed_in(cast.dora), signed_in(cast.ana)
    secret, others = set_up_app(dora), set_up_app(ana)
    long_ago(dora)
    sent = rule | {"again-asked": "1"}
    assert dora.post("/people/second-factor/", sent | {"again-code": code_of(others)}).status_code == 403
    assert dora.post("/people/second-factor/", sent | {"again-code": code_of(secret)}).status_code == 302


def test_what_is_only_read_is_asked_for_anew_afterwards(cast: Cast) -> None:
    ana = long_ago(signed_in(cast.ana))
    asked = ana.get("/account/ways-in/app/")
    assert asked.status_code == 403
    onward = ana.post("/account/ways-in/app/", carried(asked) | {"again-password": PASSWORD})
    assert onward.headers["Location"] == "/account/ways-in/app/"
    assert ana.get("/account/ways-in/app/").status_code == 200


def test_no_link_to_what_may_be_asked_for_asks_the_browser_to_keep_the_answer_as_a_file() -> None:
    """Else the page that asks is no file to the browser, and pressing does nothing at all."""
    asked = {name for name, methods in ASKS_AGAIN.items() if "GET" in methods}
    templates = [path.read_text() for path in Path(sidebyside.__file__).parent.rglob("templates/**/*.html")]
    links = [tag for text in templates for tag in re.findall(r"<a\b(?:{%.*?%}|[^>])*>", text)]
    leading = [tag for tag in links if any(f"'{name}'" in tag for name in asked)]
    assert {"take-away", "conversations:file"} <= {
        name for name in asked if any(name in tag for tag in leading)
    }
    assert [tag for tag in leading if re.search(r"\bdownload\b", tag)] == []


def test_a_clock_set_back_makes_no_sign_in_recent(cast: Cast, rule: dict[str, list[str]]) -> None:
    dora = signed_in(cast.dora)
    session = dora.session
    session[SIGNED_IN_AT] = time.time() + 3600
    session.save()
    assert dora.post("/people/second-factor/", rule).status_code == 403


def test_where_somebody_may_not_they_are_told_no_more_than_that(cast: Cast) -> None:
    """A stranger is asked the same at an address that is there and at one that is not."""
    cleo = long_ago(signed_in(cast.cleo))
    there = cleo.post(f"/cycle/{cast.strand.code}/film/delete/")
    missing = cleo.post("/cycle/5b5a8f2c-93f4-4a3e-8a2c-5d5f1c2f7d10/film/delete/")
    assert there.status_code == missing.status_code == 403
    proven = carried(there) | {"again-password": PASSWORD}
    assert cleo.post(f"/cycle/{cast.strand.code}/film/delete/", proven).status_code == 404


def test_what_carries_names_out_and_opens_films_waits(cast: Cast) -> None:
    found = make_class(cast.school, "Ada Byron", teacher=cast.ana)
    pupil = found.places.get().pupil
    film = brought_film(cast.strand)
    ana = long_ago(signed_in(cast.ana))
    at, cycle = f"/classes/{found.code}", f"/cycle/{cast.strand.code}"
    covered = {"covered": "yes"}
    assert ana.post(f"{at}/links/", {"as": "csv", "who": "everybody"}).status_code == 403
    assert ana.post(f"{at}/pupils/{pupil.code}/out/").status_code == 403
    assert ana.get(f"{cycle}/talk/reading/away/csv/").status_code == 403
    asked = ana.post(f"{cycle}/film/covered/", covered)
    assert asked.status_code == 403
    film.refresh_from_db()
    assert film.covered_at is None
    ana.post(f"{cycle}/film/covered/", carried(asked) | covered | {"again-password": PASSWORD})
    film.refresh_from_db()
    assert film.covered_at is not None
    table = ana.post(f"{at}/links/", {"as": "csv", "who": "everybody"})
    assert table.headers["Content-Type"].startswith("text/csv")
