"""An owner hides faces in a real film, in a real browser: by list, by pointer and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.jobs import Owed, run_here
from sidebyside.recordings.access import film_of
from sidebyside.recordings.blurring import looking, making
from sidebyside.recordings.blurring.models import Blurring, Covering
from sidebyside.recordings.models import Recording
from tests.cast import Cast
from tests.core.faces.drawn import Walk, class_film, straight
from tests.journeys.conftest import broken_rules, sideways
from tests.recordings.conftest import ready_film

pytestmark = pytest.mark.journey

Opened = Callable[..., BrowserContext]
CLASS = [Walk(60, 1, straight(300, 100)), Walk(50, 0, straight(60, 60, 20))]


@pytest.fixture
def page(stage: Cast, opened_for: Opened) -> Page:
    film = ready_film(stage, class_film(CLASS, seconds=3, sound=True))
    Recording.objects.filter(pk=film.pk).update(duration_ms=3000, width_px=640, height_px=360)
    page = opened_for(stage.ana).new_page()
    page.goto(f"/cycle/{stage.strand.code}/film/")
    return page


def do(stage: Cast, kind: str, attempt: str) -> None:
    film = film_of(stage.strand)
    assert film is not None
    row = Blurring.objects.get(recording=film)
    run_here(kind, Owed(str(film.code), getattr(row, attempt)))


def look_at(page: Page) -> None:
    assert broken_rules(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    assert broken_rules(page) == []
    page.set_viewport_size({"width": 1366, "height": 860})


def test_faces_are_found_hidden_looked_through_and_the_original_destroyed(
    page: Page, stage: Cast, opened_for: Opened
) -> None:
    title = page.get_by_role("heading", level=1)
    page.get_by_role("link", name="Hide faces").click()
    look_at(page)
    page.get_by_role("button", name="Look for faces").click()
    expect(title).to_have_text("Hiding faces: the server is at work")
    look_at(page)
    do(stage, looking.LOOK_FOR_FACES, "look_attempt")
    expect(page.get_by_role("heading", name="pieces of faces were found")).to_be_visible()
    pictures = page.locator(".faces img")
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
        expect(pictures.nth(number)).to_have_js_property("naturalWidth", 160)
    look_at(page)
    page.get_by_role("checkbox", name="Leave this one clear").first.press("Space")
    page.get_by_role("button", name="Keep my choice").press("Enter")
    expect(page.get_by_role("checkbox", name="Leave this one clear").first).to_be_checked()

    # By keyboard: numbers only.
    page.get_by_label("The sound").check()
    expect(page.get_by_label("Box: width, per cent")).to_be_hidden()
    page.get_by_label("From", exact=True).fill("0:01")
    page.get_by_label("To", exact=True).fill("0:01")
    page.get_by_role("button", name="Hide this").press("Enter")
    expect(page.get_by_text("The end comes after the beginning.").first).to_be_visible()
    look_at(page)
    page.get_by_label("To", exact=True).fill("0:02")
    page.get_by_role("button", name="Hide this").press("Enter")
    expect(page.get_by_text("No sound, 0:01 to 0:02")).to_be_visible()

    # By pointer: on the picture, with the film's own moments.
    page.get_by_role("button", name="From this moment").click()
    page.get_by_role("button", name="Draw a box on the picture").click()
    pane = page.locator(".pane")
    pane.scroll_into_view_if_needed()
    lies = pane.bounding_box()
    assert lies is not None
    page.mouse.move(lies["x"] + lies["width"] * 0.1, lies["y"] + lies["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(lies["x"] + lies["width"] * 0.5, lies["y"] + lies["height"] * 0.6)
    page.mouse.up()
    expect(page.get_by_label("Box: from the left edge, per cent")).to_have_value(re.compile(r"^(9\.|10\.)"))
    expect(page.get_by_label("Box: width, per cent")).to_have_value(re.compile(r"^(39\.|40\.)"))
    page.get_by_label("To", exact=True).fill("0:02")
    page.get_by_role("button", name="Hide this").click()
    expect(page.get_by_text("A box, 0:00 to 0:02")).to_be_visible()
    assert Covering.objects.count() == 2
    look_at(page)

    page.get_by_role("button", name="Make the blurred film").click()
    expect(title).to_have_text("Hiding faces: the server is at work")
    do(stage, making.MAKE_BLURRED, "make_attempt")
    expect(title).to_have_text("Look through the blurred film")
    video = page.get_by_label("The blurred film")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    while video.evaluate("video => video.currentTime") < 0.3:
        page.wait_for_timeout(100)
    look_at(page)
    coach = opened_for(stage.ben).new_page()
    film = Recording.objects.get()
    assert coach.request.get(f"/film/{film.code}/film").status == 404
    page.get_by_role("checkbox", name="I have watched it to the end").check()
    page.get_by_role("button", name="It can be shared").click()
    expect(title).to_have_text("Faces are hidden in this film")
    page.get_by_role("link", name="Back to the film’s page").click()
    page.get_by_role("button", name="Share with Ben").click()
    expect(title).to_have_text("Your film is shared with Ben")
    assert coach.request.get(f"/film/{film.code}/film").status == 200
    assert coach.request.get(f"/film/{film.code}/original").status == 404
    page.get_by_role("link", name="Faces are hidden").click()
    page.get_by_text("The original", exact=True).click()
    page.get_by_role("link", name="Destroy the original").click()
    look_at(page)
    page.get_by_role("button", name="Destroy the original").click()
    expect(page.get_by_text("0 files, 0 entries and 0 keys")).to_be_visible()
    look_at(page)
    assert coach.request.get(f"/film/{film.code}/film").status == 200
