"""An owner on a phone hides faces, a colleague at a laptop looks through the film, and it is shared and withdrawn."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.recordings.access import film_of
from sidebyside.recordings.blurring import looking, making
from sidebyside.recordings.models import Recording
from tests.cast import Cast
from tests.core.faces.drawn import class_film
from tests.journeys.conftest import broken_rules, sideways
from tests.journeys.test_faces import CLASS, do
from tests.recordings.conftest import ready_film

pytestmark = pytest.mark.journey

Opened = Callable[..., BrowserContext]
PHONE = 390


def look_at(page: Page, name: str) -> None:
    assert broken_rules(page) == [], name
    assert sideways(page) <= 0, name


def blurred(page: Page, stage: Cast) -> None:
    """From the film's page to a blurred film that waits to be looked through; the worker's steps are done here."""
    page.get_by_role("link", name="Hide faces").click()
    page.get_by_role("button", name="Look for faces").click()
    do(stage, looking.LOOK_FOR_FACES, "look_attempt")
    expect(page.get_by_role("heading", name="pieces of faces were found")).to_be_visible()
    page.get_by_role("checkbox", name="Leave this one clear").first.check()
    page.get_by_role("button", name="Keep my choice").click()
    make(page, stage, "Make the blurred film")


def make(page: Page, stage: Cast, button: str) -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hiding faces: the server is at work")
    do(stage, making.MAKE_BLURRED, "make_attempt")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look through the blurred film")


def ask(page: Page, stage: Cast) -> None:
    page.get_by_text("Ask a colleague to look through it too").click()
    look_at(page, "asking")
    page.get_by_label("The e-mail of a colleague at your school").fill(stage.cleo.email)
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_role("heading", name="Cleo is asked for a second look")).to_be_visible()
    look_at(page, "asked")


def opens(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Look through it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look through this film for Ana")


def test_a_colleague_looks_through_it_and_the_owner_shares_and_withdraws(
    stage: Cast, opened_for: Opened
) -> None:
    film = ready_film(stage, class_film(CLASS, seconds=3, sound=True))
    Recording.objects.filter(pk=film.pk).update(duration_ms=3000, width_px=640, height_px=360)
    ana, cleo = opened_for(stage.ana, PHONE).new_page(), opened_for(stage.cleo).new_page()
    coach = opened_for(stage.ben).new_page()
    ana.goto(f"/cycle/{stage.strand.code}/film/")
    blurred(ana, stage)
    ask(ana, stage)

    # Cleo marks a stretch with the player's time, by keyboard, and says that this is all.
    opens(cleo)
    look_at(cleo, "looking")
    cleo.get_by_label("The blurred film").evaluate(
        "video => new Promise((done) => { video.onseeked = done; video.currentTime = 1; })"
    )
    cleo.get_by_role("button", name="From this moment").press("Enter")
    expect(cleo.get_by_label("From", exact=True)).to_have_value("0:01")
    cleo.get_by_label("To", exact=True).fill("0:02")
    cleo.get_by_role("button", name="Here somebody can be recognised").press("Enter")
    expect(cleo.get_by_role("link", name="0:01–0:02")).to_be_visible()
    cleo.set_viewport_size({"width": 320, "height": 700})
    look_at(cleo, "marked, on a small phone")
    cleo.set_viewport_size({"width": 1366, "height": 860})
    cleo.get_by_role("checkbox", name="I have watched it to the end").check()
    cleo.get_by_role("button", name="I have marked all I found").click()
    expect(cleo.get_by_text("the film is closed to you again")).to_be_visible()
    assert cleo.request.get(f"/film/{film.code}/film").status == 404

    # Ana is led there, hides it, and asks again.
    ana.reload()
    expect(ana.get_by_role("heading", name="Somebody can still be recognised")).to_be_visible()
    look_at(ana, "marked")
    ana.get_by_role("link", name="0:01–0:02").click()
    expect(ana.get_by_label("The blurred film")).to_have_js_property("currentTime", 1)
    ana.get_by_label("The whole picture").check()
    ana.get_by_label("From", exact=True).fill("0:01")
    ana.get_by_label("To", exact=True).fill("0:02")
    ana.get_by_role("button", name="Hide this").click()
    make(ana, stage, "Make the blurred film again")
    ask(ana, stage)
    opens(cleo)
    cleo.get_by_role("checkbox", name="I have watched it to the end").check()
    cleo.get_by_role("button", name="Nobody can be recognised").click()
    expect(cleo.get_by_text("the film is closed to you again")).to_be_visible()

    ana.reload()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Faces are hidden in this film")
    expect(ana.get_by_text("said that nobody can be recognised")).to_be_visible()
    ana.get_by_role("link", name="Back to the film’s page").click()
    ana.get_by_role("button", name="Share with Ben").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Your film is shared with Ben")
    assert coach.request.get(f"/film/{film.code}/film").status == 200
    ana.get_by_role("button", name="Take it back").click()
    expect(ana.get_by_text("Taken back. From now on only you can watch it.")).to_be_visible()
    assert coach.request.get(f"/film/{film.code}/film").status == 404
    ana.get_by_role("link", name="Faces are hidden").click()
    ana.get_by_text("The original", exact=True).click()
    ana.get_by_role("link", name="Destroy the original").click()
    look_at(ana, "destroying")
    ana.get_by_role("button", name="Destroy the original").click()
    expect(ana.get_by_text("0 files, 0 entries and 0 keys")).to_be_visible()
    look_at(ana, "destroyed")
    there = film_of(stage.strand)
    assert there is not None
    assert there.original_gone_at is not None
