"""The same on a phone: Ana's main pages by touch, and nothing wider than the screen, down to 320 px."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.films import send_film, wait_until_ready
from tests.journeys.people import Somebody, sideways, until
from tests.journeys.stack import Pair, Running
from tests.recordings.conftest import made_film

pytestmark = pytest.mark.journey


def fits(ana: Somebody) -> None:
    """Clean at 390 px already, as every page that is looked at; then narrower still."""
    ana.page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(ana.page) <= 0, f"{ana.page.url} is too wide at 320 px"
    ana.page.set_viewport_size({"width": 390, "height": 800})


@pytest.fixture
def ana(server: Running, pair: Pair, person: Callable[..., Somebody]) -> Somebody:
    ana = person(server, "Ana", width=390, height=800, has_touch=True, is_mobile=True)
    ana.sign_in(pair.ana)
    return ana


def test_ana_runs_her_part_of_a_cycle_on_her_phone(ana: Somebody, pair: Pair, tmp_path: Path) -> None:
    film = tmp_path / "lesson.mp4"
    film.write_bytes(made_film(8.0))
    ana.go("/")
    fits(ana)
    ana.follow("Write your focus")
    fits(ana)
    ana.fill(focus="How long do I wait after I ask?", criterion_1="Three breaths")
    ana.press("Keep my focus")
    ana.go(f"{pair.cycle}times/")
    fits(ana)
    lesson = date.today() + timedelta(days=1)
    ana.fill(lesson_day=lesson.isoformat(), lesson_time="10:05")
    ana.fill(meeting_day=lesson.isoformat(), meeting_time="15:40", place="Room 14")
    ana.press("Keep the times")
    fits(ana)
    ana.go(f"{pair.cycle}film/")
    fits(ana)
    send_film(ana, film)
    wait_until_ready(ana)
    ana.look()
    fits(ana)
    ana.follow("Watch and mark moments")
    mark_by_touch(ana)
    fits(ana)
    ana.go(f"{pair.cycle}meet/")
    ana.sees("On Ben" if ana.page.locator(".digits").count() else "I am here")
    fits(ana)


def mark_by_touch(ana: Somebody) -> None:
    page = ana.page
    expect(page.locator("lesson-player .bar")).to_be_visible()
    page.locator("lesson-player [data-do=play]").tap()
    until(page, "document.querySelector('video').currentTime > 0.5")
    page.locator("lesson-player [data-do=mark]").tap()
    expect(page.locator("li.moment")).to_have_count(1)
    page.get_by_role("link", name="Change").tap()
    page.locator("moment-editor [name=seen]").fill("Four hands up")
    page.locator("moment-editor").get_by_role("button", name="Done").tap()
    expect(page.locator(".marks > .row .kept")).to_have_text("Saved")
    expect(page.locator("li.moment .seen")).to_have_text(re.compile("Four hands"))
