"""A film is chosen, sent through whatever comes between, watched, shared and deleted, in a real browser."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from sidebyside.jobs import Owed, run_here
from sidebyside.recordings import jobs, renditions, store
from sidebyside.recordings.models import Recording
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways
from tests.recordings.conftest import made_film

pytestmark = pytest.mark.journey

MB = 1024 * 1024
Opened = Callable[..., BrowserContext]


@pytest.fixture
def page(stage: Cast, opened_for: Opened) -> Page:
    page = opened_for(stage.ana).new_page()
    page.goto(f"/cycle/{stage.strand.code}/film/")
    return page


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """More than one part of an upload."""
    path = tmp_path / "large.mp4"
    path.write_bytes(secrets.token_bytes(34 * MB))
    return path


def choose(page: Page, path: Path, button: str = "Send") -> None:
    page.locator("#film-file").set_input_files(path)
    page.get_by_role("button", name=button).click()


def arrived() -> bytes:
    recording = Recording.objects.get()
    assert recording.state == Recording.State.PREPARING
    with store.read(renditions.place(recording.renditions.get())) as reader:
        return reader.read_at(0, reader.size)


def do(kind: str) -> None:
    recording = Recording.objects.get()
    run_here(kind, Owed(str(recording.code), recording.attempt))


def test_a_film_is_sent_watched_shared_taken_back_and_deleted(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made_film(2.0))
    assert broken_rules(page) == []
    choose(page, path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your film is being made ready")
    do(jobs.LOOK)
    expect(page.get_by_role("heading", name="You can watch it already")).to_be_visible()
    do(jobs.PREPARE)
    expect(page.get_by_role("heading", name="Share it")).to_be_visible()
    expect(page.locator("film-progress")).to_have_count(0)
    video = page.locator("video")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    while video.evaluate("video => video.currentTime") < 0.3:
        page.wait_for_timeout(100)
    assert broken_rules(page) == []
    page.get_by_role("button", name="Share with Ben").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your film is shared with Ben")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Only you can see this film")
    page.set_viewport_size({"width": 390, "height": 800})
    assert sideways(page) <= 0
    page.get_by_role("link", name="Delete the film").click()
    page.get_by_role("button", name="Delete it for good").click()
    expect(page.get_by_text("0 files")).to_be_visible()
    assert broken_rules(page) == []


def test_after_a_lost_network_and_a_reload_the_same_film_goes_on(page: Page, large: Path) -> None:
    def lost(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers.get("upload-offset") != "0":
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/upload/**", lost)
    choose(page, large)
    expect(page.locator("film-upload [data-say]")).to_contain_text(
        re.compile("goes on by itself|tries again by itself")
    )
    page.unroute("**/upload/**")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your film is on its way")
    expect(page.get_by_text("34 MB of 36 MB have arrived")).to_be_visible()
    other = large.with_name("other.mp4")
    other.write_bytes(b"another film")
    choose(page, other, "Go on")
    expect(page.locator("film-upload [data-say]")).to_contain_text("another file")
    choose(page, large, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your film is being made ready")
    assert arrived() == large.read_bytes()


def test_signing_out_stops_it_with_words_and_signing_in_again_goes_on(page: Page, large: Path) -> None:
    context = page.context
    cookies = context.cookies()

    gone: list[bool] = []

    def signed_out(route: Route) -> None:
        """From the second part on there is no session any more; only this one request was under way already."""
        if route.request.headers.get("upload-offset") in (None, "0") or gone:
            route.continue_()
            return
        gone.append(True)
        context.clear_cookies(name="sessionid")
        route.fulfill(status=401, headers={"Tus-Resumable": "1.0.0"})

    page.route("**/upload/**", signed_out)
    choose(page, large)
    expect(page.locator("film-upload [data-say]")).to_contain_text("You are signed out")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your film is being made ready")
    assert arrived() == large.read_bytes()


def test_a_proxy_that_takes_only_small_parts_gets_small_parts(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(secrets.token_bytes(3 * MB + 5))

    def narrow(route: Route) -> None:
        if route.request.method == "PATCH" and len(route.request.post_data_buffer or b"") > MB:
            route.fulfill(status=413, body="<html>413 Request Entity Too Large</html>")
        else:
            route.continue_()

    page.route("**/upload/**", narrow)
    choose(page, path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your film is being made ready")
    assert arrived() == path.read_bytes()


def test_a_proxy_that_takes_nothing_is_named(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(secrets.token_bytes(3 * MB))

    def closed(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=413, body="<html>413 Request Entity Too Large</html>")
        else:
            route.continue_()

    page.route("**/upload/**", closed)
    choose(page, path)
    expect(page.locator("film-upload [data-say]")).to_contain_text("Something between you and the server")


def test_a_second_tab_waits_for_the_first_and_both_end_on_the_same_page(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(secrets.token_bytes(2 * MB))
    second = page.context.new_page()
    second.goto(page.url)
    choose(page, path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your film is being made ready")
    choose(second, path)
    expect(second.locator("film-upload [data-say]")).to_contain_text("There is a film of this lesson already")


def test_nothing_starts_with_a_file_that_cannot_be_taken(page: Page, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    choose(page, empty)
    expect(page.locator("film-upload [data-say]")).to_contain_text("This file is empty")
    assert not Recording.objects.exists()
