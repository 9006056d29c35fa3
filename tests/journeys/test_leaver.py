"""Somebody leaves: takes everything away, erases or keeps it, their account ends. The partner keeps what is theirs."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.people.models import Person
from sidebyside.programme.focus import FocusWords, write_focus
from sidebyside.programme.models import Question
from sidebyside.programme.seen import stamp
from sidebyside.recordings import sharing
from sidebyside.recordings.access import films
from sidebyside.recordings.models import Recording
from tests.cast import PASSWORD, Cast
from tests.journeys.people import broken_rules, sideways
from tests.room.conftest import brought_film

pytestmark = pytest.mark.journey
BENS = "And who does not raise a hand?"


@pytest.mark.parametrize(("what", "width"), [("erase", 390), ("keep", 1366)])
def test_a_leaver_takes_everything_and_nothing_of_theirs_opens_any_more(
    live_server: LiveServer,
    stage: Cast,
    opened_for: Callable[..., BrowserContext],
    tmp_path: Path,
    what: str,
    width: int,
) -> None:
    words = FocusWords("Year 8", "Who gets to think?", criteria=("Waiting",))
    write_focus(stage.strand, words, stamp(FocusWords().in_order()))
    Question.objects.create(strand=stage.strand, author=stage.ben, words=BENS)
    film = brought_film(stage.strand, b"moving pictures")
    sharing.share(films().get(pk=film.pk), stage.ana, whole=True)
    ana, ben = opened_for(stage.ana, width=width), opened_for(stage.ben)
    at = f"{live_server.url}/film/{film.code}/film"
    assert ben.request.get(at).status == 200
    page = ana.new_page()
    page.goto("/yours/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Take everything with you").click()
    coming.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as taken:
        assert taken.testzip() is None
        (name,) = [one for one in taken.namelist() if one.startswith("films/")]
        assert taken.read(name) == b"moving pictures"
        everything = taken.read("sidebyside.json").decode()
        assert "Who gets to think?" in taken.read("index.html").decode()
        assert json.loads(everything)["account"]["e-mail"] == stage.ana.email
        assert BENS not in everything
    page.goto("/yours/")
    assert broken_rules(page) == []
    assert sideways(page) <= 0
    page.get_by_label("is erased now" if what == "erase" else "is kept, for you alone").check()
    page.get_by_label("Close my account as well").check()
    page.get_by_role("button", name="Leave for good").click()
    expect(page.get_by_text("Your account is closed, and you are signed out everywhere.")).to_be_visible()
    assert broken_rules(page) == []
    assert sideways(page) <= 0
    page.get_by_label("E-mail").fill(stage.ana.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    for path in ("/", "/yours/", f"/cycle/{stage.strand.code}/"):
        page.goto(path)
        assert "/sign-in/" in page.url

    assert ben.request.get(at).status == 404
    assert ana.request.get(at, max_redirects=0).status in {302, 401, 404}
    other = ben.new_page()
    other.goto("/")
    expect(other.get_by_text("Ana has left your partnership").first).to_be_visible()
    other.goto(f"/cycle/{stage.strand.code}/own/")
    expect(other.get_by_text(BENS)).to_be_visible()
    expect(other.get_by_text("Who gets to think?")).to_have_count(0)
    assert Person.objects.get(pk=stage.ana.pk).closed_at is not None
    state = Recording.objects.get(pk=film.pk).state
    assert (state == Recording.State.DELETED) == (what == "erase")
