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
from tests.journeys.stack import LESSON, Pair, Running

pytestmark = pytest.mark.journey

MB = 1024 * 1024
SLOW = 4 * MB


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that plays, made large by a box at its end that players pass over."""
    path = tmp_path_factory.mktemp("film") / "lesson.mp4"
    padding = secrets.token_bytes(40 * MB)
    path.write_bytes(LESSON.read_bytes() + (len(padding) + 8).to_bytes(4) + b"free" + padding)
    return path


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


def arrives_whole(ana: Somebody, film: Path) -> None:
    expect(ana.page.locator("film-upload")).to_have_count(0, timeout=120_000)
    wait_until_ready(ana)
    assert digest_of_played(ana, source_of(ana.page)) == hashlib.sha256(film.read_bytes()).hexdigest()


def said(ana: Somebody, words: str) -> None:
    expect(ana.page.locator("film-upload [data-say]")).to_contain_text(re.compile(words), timeout=60_000)


def test_a_network_that_goes_and_comes_back(ana: Somebody, film: Path) -> None:
    line = begin(ana, film)
    cut(line)
    said(ana, "The network is away")
    crawl(line, -1)
    arrives_whole(ana, film)


def test_a_reload_in_the_middle(ana: Somebody, film: Path) -> None:
    begin(ana, film, percent=30).detach()
    ana.page.reload()
    ana.stands_on("Your film is on its way")
    line = slow_down(ana.page, SLOW)
    choose(ana.page, film, "Go on")
    crawl(line, -1)
    arrives_whole(ana, film)


def test_a_sign_out_and_a_sign_in_in_another_tab(ana: Somebody, film: Path, pair: Pair) -> None:
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
    arrives_whole(ana, film)


def test_a_films_process_that_is_killed_while_bytes_come_in(
    ana: Somebody, film: Path, server: Running
) -> None:
    line = begin(ana, film)
    before = set(server.processes("films.sock"))
    server.kill_films()
    crawl(line, -1)
    arrives_whole(ana, film)
    assert server.processes("films.sock")
    assert not before & set(server.processes("films.sock"))
