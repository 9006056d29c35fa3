"""What is shared is taken back at once; what is deleted is gone, and a check says so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.films import play_a_little, send_film, source_of, wait_until_ready
from tests.journeys.people import Somebody
from tests.journeys.stack import Pair, Running
from tests.recordings.conftest import made_film

pytestmark = pytest.mark.journey


def test_a_film_is_watched_withdrawn_and_deleted(
    server: Running, pair: Pair, person: Callable[..., Somebody], tmp_path: Path
) -> None:
    film = tmp_path / "lesson.mp4"
    film.write_bytes(made_film(4.0))
    ana, ben = person(server, "Ana"), person(server, "Ben")
    ana.sign_in(pair.ana)
    ben.sign_in(pair.ben)
    before = set(server.files_of_films())
    ana.go(f"{pair.cycle}film/")
    send_film(ana, film)
    wait_until_ready(ana)
    address = source_of(ana.page)
    ana.press("Share with Ben")
    ben.go(f"{pair.cycle}prepare/")
    play_a_little(ben.page)
    ben.go("/")
    ana.go(f"{pair.cycle}film/")
    expect(ana.page.locator("#watched")).to_contain_text("Ben")
    assert ben.status_of(address) in {200, 206}
    ana.press("Take it back")
    assert ben.status_of(address) == 404
    assert set(server.files_of_films()) - before
    ana.follow("Delete the film")
    ana.press("Delete it for good")
    expect(ana.page.locator("#deleted")).to_contain_text("looked for again just now, nothing is left")
    ana.sees("0 files")
    assert not set(server.files_of_films()) - before
    assert ana.status_of(address) == 404
