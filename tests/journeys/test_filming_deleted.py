"""A film that is deleted elsewhere while its camera runs: filming stops, and its owner says what becomes of it."""

import pytest
from playwright.sync_api import Page, expect

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
from tests.journeys.test_filming import shot

pytestmark = pytest.mark.journey


def delete_it(page: Page, pair: Pair) -> None:
    """Once something of it has come to the server."""
    for _try in range(60):
        page.goto(f"{pair.cycle}film/delete/")
        if page.url.endswith("/delete/"):
            break
        page.wait_for_timeout(500)
    page.locator("main form button").first.click()
    expect(page.get_by_text("The film is deleted.")).to_be_visible()


def test_its_owner_keeps_what_lies_on_the_device_as_a_new_film(
    filmer: FILMERS, pair: Pair, server: Running
) -> None:
    ana = filmer(pair.ana, width=390)
    ana.allowed |= {404, 410}
    with ana.at_the_screen() as page:
        look_through(page, pair)
        start(page)
        film_for(page, 3_000)
        other = page.context.new_page()
        delete_it(other, pair)
        other.close()
        page.bring_to_front()
        is_in(page, "gone")
        expect(page.get_by_role("heading", level=1)).to_have_text("This film was deleted while you filmed")
        assert page.evaluate("document.querySelector('film-recorder').filming") is None
        sound_page(page)
        shot(page, "deleted-while-filming")
        # Whoever reloads, or comes back after a kill, is asked the same.
        page.reload()
        is_in(page, "gone")
        page.get_by_role("button", name="Keep it as a new film").click()
        becomes_safe(page)
    gone, kept = on_server(server, pair)
    assert gone["state"] == "deleted"
    assert not gone["parts"]
    assert kept["owner"] == pair.ana
    frames = kept["parts"][0]["frames"]
    assert len(frames) >= 60
    assert None not in frames


def test_its_owner_lets_it_go_and_films_anew(filmer: FILMERS, pair: Pair, server: Running) -> None:
    ana = filmer(pair.ana)
    ana.allowed |= {404, 410}
    with ana.at_the_screen() as page:
        look_through(page, pair)
        start(page)
        film_for(page, 2_000)
        other = page.context.new_page()
        delete_it(other, pair)
        other.close()
        page.bring_to_front()
        is_in(page, "gone")
        page.get_by_role("button", name="Let it go, too").click()
        is_in(page, "asking")
        assert on_device(page)["films"] == []
        page.get_by_role("button", name="Turn the camera on").click()
        is_in(page, "look")
        start(page)
        film_for(page, 2_000)
        stop(page)
        becomes_safe(page)
    assert [film["state"] == "deleted" for film in on_server(server, pair)] == [True, False]


def test_whoever_films_for_the_owner_keeps_nothing_of_it(filmer: FILMERS, pair: Pair) -> None:
    ana, ben = filmer(pair.ana), filmer(pair.ben)
    ben.allowed |= {404, 410}
    with ana.at_the_screen() as page:
        page.goto(f"{pair.cycle}film/")
        page.get_by_role("button", name="Let Ben film it").click()
        expect(page.get_by_text("Ben can film this lesson for you now")).to_be_visible()
        with ben.at_the_screen() as bens:
            look_through(bens, pair)
            start(bens)
            film_for(bens, 3_000)
            delete_it(page, pair)
            is_in(bens, "asking")
            expect(bens.locator("[data-says=problem]")).to_contain_text("was deleted on another device")
            assert on_device(bens)["films"] == []
