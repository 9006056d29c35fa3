"""The pages of the law room in a real browser: both widths, no foreign request, nothing that axe finds."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.law.models import Breach
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways

pytestmark = pytest.mark.journey
PAGES = ("/papers/", "/papers/records/", "/papers/assessment/", "/breaches/", "BREACH")


def _kept(page: Page, name: str) -> None:
    """Pictures to look at, where somebody wants them."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_the_law_rooms_pages_are_for_everybody(
    stage: Cast, opened_for: Callable[..., BrowserContext], width: int
) -> None:
    entered = {"school": stage.dora.school, "made_by": stage.dora, "what": "A link was open.", "sort": "seen"}
    breach = Breach.objects.create(noticed_at=timezone.now() - timedelta(hours=12), **entered)
    page = opened_for(stage.dora, width=width).new_page()
    for address in PAGES:
        page.goto(address if address != "BREACH" else f"/breaches/{breach.code}/")
        _kept(page, f"law-{width}-{address.strip('/').replace('/', '-')}")
        assert sideways(page) <= 0, address
        assert broken_rules(page) == [], address


def test_a_breach_is_entered_judged_and_closed(
    stage: Cast, opened_for: Callable[..., BrowserContext]
) -> None:
    page = opened_for(stage.dora).new_page()
    page.goto("/breaches/")
    noticed = timezone.now() - timedelta(hours=2)
    page.get_by_label("When the school noticed").fill(f"{noticed:%Y-%m-%dT%H:%M}")
    page.get_by_label("What sort").select_option("seen")
    page.get_by_label("What happened, in a few words").fill("A link was open.")
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("Before it can be closed")).to_be_visible()
    page.get_by_label("How it is judged").select_option("unlikely")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("It stays in the log.").first).to_be_visible()
    assert Breach.objects.get().closed_at is not None
