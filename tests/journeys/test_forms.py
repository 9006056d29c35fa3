"""A teacher trains, keeps a diary and answers a first interview; the co-ordinator sees a date and nothing else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.instruments.models import Sheet
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways

pytestmark = pytest.mark.journey
TRIED, DIARY, ANSWER = "Five seconds are long", "The window side was awake", "By way of a summer job"


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"forms-{name}.png", full_page=True)
    assert broken_rules(page) == [], page.url
    assert sideways(page) <= 0, page.url


def test_a_teacher_trains_writes_and_answers_and_the_co_ordinator_sees_a_date(
    stage: Cast, opened_for: Callable[..., BrowserContext]
) -> None:
    page = opened_for(stage.ana, width=390).new_page()
    page.goto("/")
    page.get_by_role("link", name="Something short to read and try").click()
    page.get_by_role("link", name="Listening", exact=True).click()
    page.get_by_label("What you noticed when you tried it").fill(TRIED)
    _look(page, "module")
    page.get_by_role("button", name="I have done this one").click()
    expect(page.get_by_text("Your co-ordinator sees the date")).to_have_count(2)

    page.goto("/diary/")
    page.get_by_label("Your words").fill(DIARY)
    # Reloaded in the middle of a sentence, nothing is lost.
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("Your words")).to_have_value(DIARY)
    page.get_by_role("button", name="Keep it for myself").click()
    expect(page.get_by_text("Kept, for you alone.")).to_be_visible()
    _look(page, "diary")

    page.goto("/forms/")
    _look(page, "list")
    page.get_by_role("link", name="Begin").first.click()
    page.get_by_role("textbox", name="How did you come to teaching").fill(ANSWER)
    # By keyboard alone: to the scale and one step up.
    page.get_by_role("radio", name="1 · I would rather not").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Kept as it stands.")).to_be_visible()
    expect(page.get_by_role("radio", name="2", exact=True).nth(1)).to_be_checked()
    _look(page, "interview")
    assert Sheet.objects.get().done_at is None

    dora = opened_for(stage.dora).new_page()
    for address in (
        "/training/who/",
        "/training/",
        "/forms/",
        "/forms/interview-first/words/",
        "/",
        "/diary/",
    ):
        dora.goto(address)
        _look(dora, f"dora{address.replace('/', '-')}")
        for words in (TRIED, DIARY, ANSWER):
            assert words not in dora.content(), address
    dora.goto("/training/who/")
    expect(dora.get_by_text("1 of 16")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1366])
def test_every_page_is_for_everybody(
    stage: Cast, opened_for: Callable[..., BrowserContext], width: int
) -> None:
    page = opened_for(stage.ana, width=width).new_page()
    cycle = f"/cycle/{stage.strand.code}"
    addresses = [
        *("/forms/coaching-review/", "/forms/interview-last/beside/", "/training/", "/training/the-cycle/"),
        *("/training/reflection-layers/", "/training/camera-and-room/", "/training/in-threes/"),
        *(
            "/guides/assessment-for-learning/",
            "/interests/",
            "/diary/",
            f"{cycle}/pulse/",
            f"{cycle}/brought/",
        ),
    ]
    for address in addresses:
        page.goto(address)
        _look(page, f"{width}{address.replace('/', '-').replace(str(stage.strand.code), 'x')}")
