"""A large film goes through whatever comes between, and what is played is what was filmed, byte for byte."""

import hashlib
import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.films import choose, crawl, cut, digest_of_played, slow_down, source_of, wait_until_ready
from tests.journeys.people import Somebody, until
from tests.journeys.stack import LESSON, Pair, Running, environment_for, sidebyside

pytestmark = pytest.mark.journey

MB = 1024 * 1024
SLOW = 4 * MB


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that plays, made large by bytes at the end of its media that no sample points to."""
    lesson = LESSON.read_bytes()
    at = lesson.index(b"mdat") - 4
    size = int.from_bytes(lesson[at : at + 4])
    assert at + size == len(lesson), "the media of the lesson no longer lie at its end"
    path = tmp_path_factory.mktemp("film") / "lesson.mp4"
    padding = secrets.token_bytes(40 * MB)
    path.write_bytes(lesson[:at] + (size + len(padding)).to_bytes(4) + lesson[at + 4 :] + padding)
    return path


@pytest.fixture(scope="module")
def digests(film: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Of the film as it was sent, and as it is made ready where that only moves its index."""
    made = tmp_path_factory.mktemp("made")
    sidebyside(environment_for(made), "media", "prepare", str(film), "--out", str(made))
    files = [film, *made.glob("film.mp4")]
    assert all(file.stat().st_size > 40 * MB for file in files)
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture
def ana(server: Running, pair: Pair, person: Callable[..., Somebody]) -> Somebody:
    ana = person(server, "Ana")
    # What is cut off on purpose ends in these, and the page lives with them: that is what is tried here.
    ana.allowed |= {401, 403, 409, 423, 500, 502, 503, 504}
    ana.page.on("dialog", lambda dialog: dialog.accept())
    ana.sign_in(pair.ana)
    ana.go(f"{pair.cycle}film/")
    return ana


def begin(ana: Somebody, film: Path, button: str = "Send", percent: int = 15) -> CDPSession:
    """On its way, and a good part of it has left."""
    line = slow_down(ana.page, SLOW)
    choose(ana.page, film, button)
    has_come_to(ana.page, percent)
    return line


def has_come_to(page: Page, percent: int) -> None:
    until(page, "least => document.querySelector('film-upload progress').value >= least", percent * 10, 120)


def arrives_whole(ana: Somebody, digests: set[str]) -> None:
    expect(ana.page.locator("film-upload")).to_have_count(0, timeout=120_000)
    wait_until_ready(ana)
    assert digest_of_played(ana, source_of(ana.page)) in digests


def said(ana: Somebody, words: str) -> None:
    expect(ana.page.locator("film-upload [data-say]")).to_contain_text(re.compile(words))


def test_a_network_that_goes_and_comes_back(ana: Somebody, film: Path, digests: set[str]) -> None:
    line = begin(ana, film)
    cut(line)
    said(ana, "The network is away")
    crawl(line, -1)
    arrives_whole(ana, digests)


def test_a_reload_in_the_middle(ana: Somebody, film: Path, digests: set[str]) -> None:
    # The line stays slow through the reload: let go of it, and all may have arrived before the page is left.
    line = begin(ana, film, percent=30)
    ana.page.reload()
    ana.stands_on("Your film is on its way")
    choose(ana.page, film, "Go on")
    crawl(line, -1)
    arrives_whole(ana, digests)


def test_a_sign_out_and_a_sign_in_in_another_tab(
    ana: Somebody, film: Path, digests: set[str], pair: Pair
) -> None:
    line = begin(ana, film)
    first, ana.page = ana.page, ana.context.new_page()
    ana.go("/")
    ana.sign_out()
    other, ana.page = ana.page, first
    said(ana, "signed out")
    ana.page = other
    ana.sign_in(pair.ana)
    ana.page = first
    first.bring_to_front()
    crawl(line, -1)
    arrives_whole(ana, digests)


def test_a_films_process_that_is_killed_while_bytes_come_in(
    ana: Somebody, film: Path, digests: set[str], server: Running
) -> None:
    line = begin(ana, film)
    before = set(server.processes("films.sock"))
    server.kill_films()
    crawl(line, -1)
    arrives_whole(ana, digests)
    assert server.processes("films.sock")
    assert not before & set(server.processes("films.sock"))
