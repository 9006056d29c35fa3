"""What goes wrong while a lesson is filmed: said plainly, and nothing is lost."""

import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import stack
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.filming import (
    FILMERS,
    becomes_safe,
    film_for,
    is_in,
    look_through,
    on_device,
    on_server,
    sound_page,
    start,
    stop,
)
from tests.journeys.stack import Pair, Running

pytestmark = pytest.mark.journey
# As the browser tells a page whose device went: the track has stopped for good.
GONE = """kind => {
  const [track] = document.querySelector("film-recorder").filming.stream.getTracks().filter((one) => one.kind === kind);
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
SET_CLOCK = "days => { const right = Date.now; Date.now = () => right() + days * 86_400_000; }"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

# Another app has the camera until it is let go; the battery is low, so that the browser keeps no screen awake.
TAKEN = """() => {
  const media = navigator.mediaDevices, open = media.getUserMedia.bind(media);
  media.getUserMedia = () => Promise.reject(new DOMException("in use", "NotReadableError"));
  window.letGo = () => { media.getUserMedia = open; };
}"""
LOW = """() => {
  navigator.getBattery = async () => ({ charging: false, level: 0.08, addEventListener() {} });
  navigator.wakeLock.request = () => Promise.reject(new DOMException("low power", "NotAllowedError"));
}"""
CALL = """name => {
  const stream = document.querySelector("film-recorder").filming.stream;
  for (const track of stream.getTracks()) track.dispatchEvent(new Event(name));
}"""


def problem(page: Page, words: str) -> None:
    expect(page.locator('[data-says="problem"]')).to_contain_text(words)


def note(page: Page, words: str, within_ms: int = PATIENCE_MS) -> None:
    expect(page.locator('[data-says="note"]')).to_contain_text(words, timeout=within_ms)


def room_for(page: Page, size: int) -> None:
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": size})


def test_a_refused_permission_is_said_with_what_to_do(filmer: FILMERS, pair: Pair) -> None:
    ana = filmer(pair.ana)
    with ana.at_the_screen(lets_in=False) as page:
        page.goto(f"{pair.cycle}film/record/")
        page.get_by_role("button", name="Turn the camera on").click()
        problem(page, "may not use the camera")
        is_in(page, "asking")
        sound_page(page)


def test_a_camera_in_use_a_low_battery_and_a_phone_call_are_each_said_and_cost_no_film(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana)
    with ana.at_the_screen() as page:
        page.add_init_script(f"({TAKEN})(); ({LOW})();")
        page.goto(f"{pair.cycle}film/record/")
        problem(page, "Another app holds the camera")
        page.evaluate("window.letGo()")
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.locator('[data-says="battery"]')).to_contain_text("The battery is at 8 %")
        start(page)
        expect(page.locator('[data-says="awake"]')).not_to_be_empty()
        film_for(page, 1_500)
        page.evaluate(CALL, "mute")
        expect(page.locator('[data-says="note"]')).not_to_be_empty()
        film_for(page, 2_500)
        page.evaluate(CALL, "unmute")
        note(page, "back")
        stop(page)
        becomes_safe(page)
    [film] = on_server(server, pair)
    assert len(film["parts"]) == 1
    assert film["parts"][0]["whole"]
    assert len(film["parts"][0]["frames"]) > 40


def test_a_microphone_unplugged_and_a_camera_taken_away_leave_one_film_of_three_parts(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana)
    with ana.at_the_screen() as page:
        look_through(page, pair)
        start(page)
        film_for(page, 1_500)
        page.evaluate(GONE, "audio")
        note(page, "goes on with another one")
        film_for(page, 3_500)
        page.evaluate(GONE, "video")
        is_in(page, "lost")
        problem(page, "The camera went away")
        sound_page(page)
        page.get_by_role("button", name="Go on filming").click()
        is_in(page, "filming")
        film_for(page, 5_000)
        stop(page)
        becomes_safe(page)
    [film] = on_server(server, pair)
    assert [(part["number"], part["whole"]) for part in film["parts"]] == [(1, True), (2, True), (3, True)]
    assert all(len(part["frames"]) > 10 for part in film["parts"])


def test_another_tab_that_tells_the_end_too_early_does_not_cost_what_is_filmed_after_it(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana)
    held = True

    def pieces(route: Route) -> None:
        if held and route.request.method == "PATCH":
            route.abort()
        else:
            route.fallback()

    with ana.at_the_screen() as page:
        page.context.route("**/upload/**", pieces)
        look_through(page, pair)
        start(page)
        film_for(page, 2_500)
        other = page.context.new_page()
        other.goto("/")
        stop(page)
        for _try in range(30):
            other.evaluate("dispatchEvent(new Event('focus'))")
            if on_device(page)["films"][0]["told"]:
                break
            page.wait_for_timeout(200)
        assert on_device(page)["films"][0]["told"]
        page.bring_to_front()
        page.get_by_role("button", name="Not yet: go on filming").click()
        is_in(page, "filming")
        film_for(page, 2_000)
        held = False
        film_for(page, 9_000)
        assert on_device(page)["films"]
        stop(page)
        becomes_safe(page)
    [film] = on_server(server, pair)
    assert [(part["number"], part["whole"]) for part in film["parts"]] == [(1, True), (2, True)]
    assert all(len(part["frames"]) > 10 for part in film["parts"])


def test_a_second_tab_cannot_film_and_a_sign_out_there_loses_nothing(filmer: FILMERS, pair: Pair) -> None:
    ana = filmer(pair.ana)
    ana.allowed |= {401, 403}
    with ana.at_the_screen() as page:
        look_through(page, pair)
        start(page)
        other = page.context.new_page()
        look_through(other, pair)
        other.locator("[data-do=film]").click()
        problem(other, "filming in another tab")
        other.goto("/")
        other.locator("header.top details.menu summary").last.click()
        other.get_by_role("button", name="Sign out").click()
        other.get_by_role("button", name="Sign out anyway").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
        film_for(page, 2_500)
        stop(page)
        expect(page.locator('[data-says="why"]')).to_contain_text("You are signed out")
        sound_page(page)
        assert on_device(page)["films"]
        ana.sign_in(other)
        page.bring_to_front()
        page.evaluate("dispatchEvent(new Event('focus'))")
        becomes_safe(page)


def test_a_device_that_is_short_of_room_says_so_before_and_one_that_fills_up_loses_nothing(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana)
    ana.allowed |= {413}
    with ana.at_the_screen() as page:
        page.goto(f"{pair.cycle}film/record/")
        room_for(page, 1_500_000_000)
        look_through(page, pair)
        problem(page, "Less than 2 GB are free on this device")
        expect(page.locator("[data-do=film]")).to_be_disabled()
        room_for(page, 5_000_000_000)
        look_through(page, pair)
        start(page)
        film_for(page, 2_000)
        room_for(page, 1_000)
        # Chromium remembers for half a minute how much room there was.
        note(page, "This device is full")
        film_for(page, 4_500)
        page.route("**/upload/*", proxy_with_a_limit)
        stop(page)
        expect(page.locator('[data-says="why"]')).to_contain_text("refuses pieces of a film as too large")
        page.unroute("**/upload/*")
        room_for(page, 5_000_000_000)
        page.evaluate("dispatchEvent(new Event('online'))")
        becomes_safe(page)
    [film] = on_server(server, pair)
    assert film["parts"][0]["whole"]
    assert len(film["parts"][0]["frames"]) > 80


def proxy_with_a_limit(route: Route) -> None:
    if route.request.method == "PATCH":
        route.fulfill(status=413, body="Request Entity Too Large", content_type="text/html")
    else:
        route.continue_()


def test_a_clock_set_anew_does_not_move_the_film_and_a_hidden_page_says_so_afterwards(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana)
    with ana.at_the_screen() as page:
        look_through(page, pair)
        page.evaluate(SET_CLOCK, 3)
        began = time.time() * 1000
        start(page)
        film_for(page, 1_500)
        page.evaluate(HIDE, True)
        film_for(page, 7_000)
        page.evaluate(HIDE, False)
        note(page, "This page was hidden for")
        page.evaluate(SET_CLOCK, -6)
        stop(page)
        becomes_safe(page)
    [film] = on_server(server, pair)
    assert abs(film["parts"][0]["starts_ms"] - began) < 5_000


def test_a_film_reaches_a_server_that_was_put_back_from_its_backup(filmer: FILMERS, tmp_path: Path) -> None:
    with stack.school() as first:
        pair = first.settle_pair()
        ana = filmer(pair.ana, running=first)
        ana.allowed |= {404, 502, 503}
        with ana.at_the_screen() as page:
            look_through(page, pair)
            backup = tmp_path / "backup"
            shutil.copytree(
                first.folder, backup, ignore=lambda _folder, names: [n for n in names if n.endswith(".sock")]
            )
            start(page)
            film_for(page, 3_000)
            stop(page)
            expect(page.locator('[data-says="sending"]')).to_contain_text("All of it has been sent")
            assert on_server(first, pair)[0]["film"]
            first.process.terminate()
            first.process.wait(30)
            shutil.rmtree(first.folder)
            shutil.copytree(backup, first.folder)
            port = first.url.rsplit(":", 1)[1]
            serve = ["serve", "--bind", f"127.0.0.1:{port}", "--worker"]
            with stack.started(
                serve, first.environment, first.folder, first.url, "Sidebyside answers at"
            ) as again:
                becomes_safe(page)
                [film] = on_server(again, pair)
                assert film["parts"][0]["whole"]
                assert len(film["parts"][0]["frames"]) > 50
