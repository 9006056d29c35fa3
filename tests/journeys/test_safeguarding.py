"""The two of the school open one film for an hour, on a phone and on a laptop; its owner reads who looked."""

import os
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.recordings.models import Recording
from sidebyside.safeguarding.models import Opening
from tests.cast import Cast
from tests.journeys.people import broken_rules, sideways
from tests.recordings.conftest import made_film
from tests.room.conftest import brought_film
from tests.safeguarding import glass

pytestmark = pytest.mark.journey


def _sound(page: Page, name: str) -> None:
    assert broken_rules(page) == []
    assert sideways(page) <= 0
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _ask(page: Page, person: object, button: str, name: str) -> None:
    _sound(page, name)
    page.get_by_label("Why it must be looked at").fill(glass.REASON)
    page.get_by_label("This is no allegation").check()
    page.get_by_label("A code of your app").fill(glass.code_of(person))  # type: ignore[arg-type]
    page.get_by_role("button", name=button, exact=True).click()


def test_the_two_look_together_and_the_owner_knows(
    opened_for: Callable[..., BrowserContext], stage: Cast
) -> None:
    film = brought_film(stage.strand, made_film(2.0), 2000)
    Recording.objects.filter(pk=film.pk).update(width_px=160, height_px=90)
    glass.name_the_two(stage)
    glass.set_up(stage.dora)
    dora = opened_for(stage.dora, width=390).new_page()
    dora.goto("/people/")
    _sound(dora, "people")
    dora.goto("/school/charges/")
    _sound(dora, "charges")
    dora.get_by_role("link", name="The exception for safeguarding").click()
    expect(dora.get_by_role("heading", level=1)).to_have_text("The exception for safeguarding is off")
    _sound(dora, "switch-off")
    dora.get_by_label("A code of your app").fill(glass.code_of(stage.dora))
    dora.get_by_role("button", name="Switch it on and tell everybody").click()
    expect(dora.get_by_role("heading", level=1)).to_contain_text("is on since")
    _sound(dora, "switch-on")
    # It is newer than the switch only if it is made now.
    Recording.objects.filter(pk=film.pk).update(made_at=timezone.now())
    tim = opened_for(stage.tim, width=390).new_page()
    tim.goto("/")
    assert tim.locator("a[href='/safeguarding/']").count()
    tim.goto("/safeguarding/")
    tim.get_by_label("Whose lesson").select_option(label="Ana")
    tim.get_by_role("button", name="Show the dates").click()
    _sound(tim, "here-390")
    tim.get_by_role("link", name="Ask for the film").click()
    _ask(tim, stage.tim, "Ask", "ask-390")
    expect(tim.get_by_role("heading", level=1)).to_have_text("Asked for, and not open")
    _sound(tim, "asked-390")
    omar = opened_for(stage.omar, width=1366).new_page()
    omar.goto("/")
    omar.get_by_role("link", name="See what is asked for").click()
    _sound(omar, "here-1366")
    omar.get_by_role("link", name="See it").click()
    omar.get_by_role("link", name="Read why, and answer").click()
    expect(omar.get_by_text(glass.REASON)).to_be_visible()
    _ask(omar, stage.omar, "Open it for an hour", "ask-1366")
    expect(omar.get_by_role("heading", level=1)).to_contain_text("Open until")
    _plays(omar)
    _sound(omar, "open-1366")
    tim.reload()
    expect(tim.get_by_role("heading", level=1)).to_contain_text("Open until")
    _plays(tim)
    _sound(tim, "open-390")
    # A window of its own, and a script, get nothing of it.
    address = f"/film/{Opening.objects.get().code}/opened/{film.code}"
    answer = tim.context.new_page().goto(address)
    assert answer is not None
    assert answer.status == 404
    ana = opened_for(stage.ana, width=390).new_page()
    ana.goto("/")
    expect(ana.get_by_text("A lesson film of yours was opened for safeguarding")).to_be_visible()
    ana.goto("/watched/")
    expect(ana.get_by_text("Omar: looked at it for safeguarding")).to_be_visible()
    _sound(ana, "watched")
    ana.goto("/who-could-look/")
    expect(ana.get_by_text("Tim and Omar may together open").first).to_be_visible()
    _sound(ana, "who-could-look")
    with omar.expect_navigation():
        omar.get_by_role("button", name="Close it now, for both of us").click()
    tim.reload()
    expect(tim.get_by_role("heading", level=1)).to_have_text("This is closed")
    _sound(tim, "closed-390")


def _plays(page: Page) -> None:
    page.evaluate("() => document.querySelector('video').play()")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
