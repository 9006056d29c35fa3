"""An owner chooses a sooner day, reads who watched, takes all of it along, leaves, and sees that nothing is left."""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.films import play_a_little, send_film, wait_until_ready
from tests.journeys.people import Somebody, broken_rules, sideways
from tests.journeys.stack import Pair, Running
from tests.recordings.conftest import made_film

pytestmark = pytest.mark.journey


def test_an_owner_shortens_reads_the_log_takes_all_and_erases_it(
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
    ana.press("Share with Ben")
    ben.go(f"{pair.cycle}prepare/")
    play_a_little(ben.page)
    ben.go("/")

    ana.go(f"{pair.cycle}film/")
    sooner = timezone.localdate() + timedelta(days=7)
    ana.page.get_by_label("Last day").fill(sooner.isoformat())
    ana.press("Keep it until then")
    ana.sees(f"It lives until the end of {sooner.day} {sooner:%B %Y}")
    ana.go("/")
    ana.sees(f"A film of yours is deleted after {sooner.day} {sooner:%B %Y}")

    ana.go("/watched/")
    # However many ranges and pictures were asked for, one visit is one line.
    expect(ana.page.locator(".items li").filter(has_text="Ben ")).to_have_count(1)
    ana.sees("You: shared it")
    ana.sees("You: a sooner last day")
    clean(ana)

    ana.go("/account/")
    ana.follow("See what you have here")
    clean(ana)
    with ana.page.expect_download() as coming:
        ana.page.get_by_role("link", name="Take everything with you").click()
    coming.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as taken:
        assert taken.testzip() is None
        assert "index.html" in taken.namelist()
        assert "Ben " in json.dumps(json.loads(taken.read("sidebyside.json"))["happened"])
        (name,) = [one for one in taken.namelist() if one.startswith("films/")]
        assert taken.getinfo(name).file_size > 1000

    ana.go("/yours/")
    ana.page.get_by_label("is erased now").check()
    ana.press("Leave for good")
    ana.sees("Everything that was yours alone is erased. Looked for again: nothing is left.")
    ana.sees("Nothing here is yours alone")
    clean(ana)
    assert not set(server.files_of_films()) - before
    ben.go("/")
    expect(ben.page.get_by_role("heading", level=1)).to_be_visible()


def clean(one: Somebody) -> None:
    for width in (1366, 390, 320):
        one.page.set_viewport_size({"width": width, "height": 900})
        assert broken_rules(one.page) == []
        assert sideways(one.page) <= 0
