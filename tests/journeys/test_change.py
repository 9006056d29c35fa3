"""A chart made by keyboard, shown, and what came of it laid over by somebody on a phone."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.change.models import Chart
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways

pytestmark = pytest.mark.journey


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"change-{name}.png", full_page=True)
    assert broken_rules(page) == [], page.url
    assert sideways(page) <= 0, page.url


def _press(page: Page, name: str) -> None:
    """By keyboard alone."""
    page.get_by_role("button", name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_chart_is_made_by_keyboard_shown_and_answered(
    stage: Cast, opened_for: Callable[..., BrowserContext]
) -> None:
    dora = opened_for(stage.dora).new_page()
    dora.goto(f"/programme/{stage.programme.code}/change/")
    _press(dora, "Begin")
    dora.get_by_label("What is the situation for staff?").fill("Nobody sees anybody teach")
    dora.get_by_label("How, and with whom?").fill("Cover each fortnight\nPairs talk, as equals")
    dora.get_by_label("What will it be like for pupils?").fill("More of them have time to think")
    _look(dora, "interview")
    _press(dora, "Make boxes of it")
    first = dora.locator("#box-1")
    first.locator("summary").focus()
    dora.keyboard.press("Enter")
    first.get_by_label("An arrow to").select_option(label="Cover each fortnight")
    first.get_by_role("button", name="Add the arrow").focus()
    with dora.expect_navigation():
        dora.keyboard.press("Enter")
    # The keyboard goes on where it stood: the box is open and has the focus.
    expect(dora.locator("#box-1")).to_be_focused()
    expect(first.get_by_text("leads to “Cover each fortnight”")).to_be_visible()
    _look(dora, "made")
    _press(dora, "Show it to the programme")
    Chart.objects.update(layers_from="2026-01-01")

    ana = opened_for(stage.ana, width=320).new_page()
    ana.goto("/training/")
    ana.get_by_role("link", name="Theory of change: Coaching year").click()
    ana.get_by_role("link", name="Version 1, drawn by Dora").click()
    ana.get_by_role("link", name="Say what came of it").click()
    box = ana.locator("#box-1")
    box.locator("summary").click()
    box.get_by_role("radio", name="elusive").check()
    box.get_by_label("A short note").fill("We visit, and say nothing afterwards")
    box.get_by_role("button", name="Keep").click()
    expect(ana.locator("#box-1").get_by_text("We visit, and say")).to_have_count(2)
    _look(ana, "layer")
    with ana.expect_download() as taken:
        ana.get_by_role("link", name="Take it as PDF").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")
    if os.environ.get("PICTURES"):
        taken.value.save_as(Path(os.environ["PICTURES"]) / "change.pdf")
    assert "We visit" not in opened_for(stage.ben).new_page().goto(ana.url.split("?")[0]).text()  # type: ignore[union-attr]
