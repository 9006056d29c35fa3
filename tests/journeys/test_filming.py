"""A lesson is filmed in a real browser, with a camera and a microphone that give a known film and a voice."""

import gzip
import itertools
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.journeys.devices import FPS, SECONDS
from tests.journeys.filming import (
    FILMERS,
    becomes_safe,
    film_for,
    filmed_ms,
    is_in,
    leaves_the_device,
    look_through,
    on_device,
    on_server,
    sound_page,
    start,
    stop,
)
from tests.journeys.films import cut, play_a_little, slow_down
from tests.journeys.people import sideways
from tests.journeys.stack import Pair, Running

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("SIDEBYSIDE_FILMING_SHOTS", "")
LOST_MS = 2_000
FIRST_PAINT_BYTES = 60_000
# What a browser's recorder begins its files with: EBML, a Matroska cluster, an MP4 box.
PLAIN = ("1a45dfa3", "1f43b675", b"ftyp".hex(), b"moof".hex(), b"OpusHead".hex())
READY = re.compile("Only you can see")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def steps_between(frames: list[int]) -> list[int]:
    return [(later - sooner) % (SECONDS * FPS) for sooner, later in itertools.pairwise(frames)]


def test_a_film_outlives_a_lost_network_and_a_killed_browser_and_every_frame_of_it_arrives(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana)
    # A piece may have been on its way when the browser was killed: the next one is told where to go on.
    ana.allowed |= {409}
    with ana.at_the_screen() as page:
        look_through(page, pair)
        start(page)
        film_for(page, 2_500)
        cut(slow_down(page, -1))
        film_for(page, 5_500)
        before = filmed_ms(page)
        ana.kill()
    with ana.at_the_screen() as page:
        page.goto("/")
        expect(page.locator("film-courier")).to_contain_text("Filming was interrupted on this device")
        shot(page, "home-after-a-kill")
        page.get_by_role("link", name="Go on, or end it").click()
        is_in(page, "cut")
        sound_page(page)
        shot(page, "interrupted")
        page.get_by_role("button", name="Go on filming").click()
        is_in(page, "filming")
        # The clock goes on from what is kept.
        assert filmed_ms(page) > before - LOST_MS
        film_for(page, int(before) + 2_000)
        stop(page)
        becomes_safe(page)
        page.get_by_role("link", name="To the film", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(READY, timeout=120_000)
        expect(page.locator("film-progress")).to_have_count(0, timeout=120_000)
        play_a_little(page)
    [film] = on_server(server, pair)
    assert (film["state"], film["owner"]) == ("ready", pair.ana)
    first, second = film["parts"]
    assert [first["whole"], second["whole"]] == [False, True]
    kept = first["frames"] + second["frames"]
    assert None not in kept
    assert len(first["frames"]) / FPS * 1000 > before - LOST_MS
    for part in (first, second):
        # The camera gives 25 pictures a second, and now and then one fewer where the machine is busy; none comes twice.
        assert set(steps_between(part["frames"])) <= {1, 2, 3, 4, 5}
    assert film["made"]["film"] == kept
    assert film["made"].get("indexed", kept) == kept
    assert second["starts_ms"] - first["starts_ms"] > before


def test_what_a_coach_films_is_the_teachers_and_nothing_on_the_coachs_device_opens_it(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana, ben = filmer(pair.ana), filmer(pair.ben)
    ben.allowed |= {404}
    with ben.at_the_screen() as page:
        page.goto(f"{pair.cycle}film/record/")
        expect(page.locator("film-recorder")).to_have_count(0)
    with ana.at_the_screen() as page:
        page.goto(f"{pair.cycle}film/")
        page.get_by_role("button", name="Let Ben film it").click()
        expect(page.get_by_text("Ben can film this lesson for you now")).to_be_visible()
    with ben.at_the_screen() as page:
        look_through(page, pair)
        expect(page.get_by_role("heading", level=1)).to_have_text("Film Ana’s lesson")
        expect(page.get_by_text("it cannot play it back")).to_be_visible()
        sound_page(page)
        cut(slow_down(page, -1))
        start(page)
        film_for(page, 3_000)
        stop(page)
        kept = on_device(page)
        assert sum(kept["sizes"]) > 50_000
        assert kept["bytes"].startswith(b"SBF1".hex())
        assert not [sign for sign in PLAIN if sign in kept["bytes"]]
        rows = str(kept["films"]) + str(kept["parts"])
        assert not [words for words in ("CryptoKey", "Ana", pair.ana) if words in rows]
        shot(page, "coach-waits")
    with ben.at_the_screen() as page:
        leaves_the_device(page)
        page.goto(f"{pair.cycle}film/")
        expect(page.locator("video")).to_have_count(0)
    [film] = on_server(server, pair)
    assert film["owner"] == pair.ana
    assert film["parts"][0]["whole"]


@pytest.mark.parametrize("width", [390, 320])
def test_from_next_for_you_to_safe_on_a_phone_takes_a_handful_of_taps(
    filmer: FILMERS, pair: Pair, width: int
) -> None:
    ana = filmer(pair.ana, width)
    taps = 0
    with ana.at_the_screen() as page:

        def tap(name: str | re.Pattern[str], role: str = "button") -> None:
            nonlocal taps
            page.get_by_role(role, name=name).first.tap()  # type: ignore[arg-type]
            taps += 1

        page.goto(f"{pair.cycle}film/")
        shot(page, f"bring-{width}")
        tap("Film it here", "link")
        is_in(page, "look")
        sound_page(page)
        shot(page, f"look-{width}")
        tap("Start filming")
        is_in(page, "filming")
        film_for(page, 1_500)
        sound_page(page)
        shot(page, f"filming-{width}")
        tap("Pause")
        is_in(page, "paused")
        rested = filmed_ms(page)
        page.wait_for_timeout(700)
        assert filmed_ms(page) == rested
        tap("Go on")
        film_for(page, 2_500)
        tap("Stop")
        is_in(page, "stopped")
        sound_page(page)
        shot(page, f"stopped-{width}")
        becomes_safe(page)
        sound_page(page)
        shot(page, f"safe-{width}")
        assert sideways(page) <= 0
        # Two of them are the pause and its end; one more turns the camera on where the browser has to ask.
        assert taps == 5


def test_the_first_paint_of_the_filming_page_is_light(filmer: FILMERS, pair: Pair) -> None:
    ana = filmer(pair.ana)
    answers: list[Response] = []
    with ana.at_the_screen() as page:
        page.on("response", lambda answer: answers.append(answer))
        page.goto(f"{pair.cycle}film/record/", wait_until="networkidle")
        sizes = {
            # Asked for again: a browser lets go of what its worker has answered.
            answer.url: len(gzip.compress(page.request.get(answer.url).body()))
            for answer in answers
            if answer.request.resource_type in {"document", "stylesheet", "script"}
        }
    assert any("film-recorder" in url for url in sizes)
    assert sum(sizes.values()) < FIRST_PAINT_BYTES, sizes


def test_a_dummy_run_leads_to_its_own_page_and_leaves_the_lesson_without_a_film(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana)
    with ana.at_the_screen() as page:
        look_through(page, pair, more="?rehearsal=1")
        start(page)
        film_for(page, 2_000)
        stop(page)
        becomes_safe(page, "Your dummy run is here")
        shot(page, "dummy-run-safe")
    [film] = on_server(server, pair)
    assert film["sort"] == "rehearsal"
