"""People write in private whom they would like, the co-ordinator asks for a round, both accept: in a real browser."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.jobs import Owed, run_here
from sidebyside.pairing import actions, drawing
from sidebyside.pairing.models import Proposal, Round, Setting, Wishes
from sidebyside.programme.models import Partnership
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways

pytestmark = pytest.mark.journey
SHOWN = dict.fromkeys(("subject", "phase", "site", "focus", "interests"), "") | {
    "experience": 2,
    "rank": None,
}


def _good(page: Page, name: str) -> None:
    """Clean and no wider than the screen; a picture to look at, where somebody wants one."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert broken_rules(page) == [], name
    assert sideways(page) <= 0, name


def _joined_by_most(stage: Cast) -> None:
    Partnership.objects.all().delete()
    for place, person in enumerate((stage.ben, stage.cleo, stage.idris, stage.leo, stage.tim)):
        facts = {"subject": ("Maths", "Art")[place % 2], "focus": "Who answers my questions"}
        actions.join(stage.programme, person, SHOWN | facts)


def test_from_wishes_to_a_pair(stage: Cast, opened_for: Callable[..., BrowserContext]) -> None:
    _joined_by_most(stage)
    Setting.objects.create(programme=stage.programme)
    ana = opened_for(stage.ana, width=390).new_page()
    ana.goto("/")
    ana.get_by_role("link", name="Have a look").click()
    ana.get_by_label("Subject").fill("Physics")
    ana.get_by_label("What you want to work on").fill("Questions that make them think")
    ana.get_by_role("button", name="Join", exact=True).click()
    private = ana.get_by_role("region", name="In private")
    private.get_by_label("Colleague").select_option(label="Ben")
    private.get_by_role("button", name="I would like to").click()
    private.get_by_label("Colleague").select_option(label="Tim")
    private.get_by_role("button", name="Rather not", exact=True).click()
    expect(private.get_by_role("button", name="Take off Tim")).to_be_visible()
    _good(ana, "pairing-mine-390")
    row = Wishes.objects.get()
    assert (row.liked, row.not_liked) == ("Ben", "Tim")

    dora = opened_for(stage.dora).new_page()
    dora.goto(f"/programme/{stage.programme.code}/")
    dora.get_by_role("link", name="Who works with whom").or_(
        dora.get_by_role("link", name="Let people find partners")
    ).click()
    effect = dora.locator("#effect")
    says = dora.locator("#says-subject")
    expect(says).to_have_text("different: a little")
    dora.get_by_label("Subject", exact=True).focus()
    dora.keyboard.press("End")
    expect(says).to_have_text("different: most")
    effect.get_by_role("button", name="Keep these weights").click()
    expect(dora.get_by_text("Kept: the next round weighs so.")).to_be_visible()
    assert Setting.objects.get().weights["subject"] == 4
    dora.get_by_role("button", name="Make pairs").click()
    expect(dora.get_by_role("heading", name="The pairs are being made")).to_be_visible()
    asked = Round.objects.get()
    run_here(drawing.DRAW, Owed(str(asked.code), asked.attempt))
    dora.get_by_role("link", name="Look again").click()
    _good(dora, "pairing-group-1366")
    dora.get_by_role("button", name="Send these proposals").click()
    expect(dora.get_by_text("on their way").or_(dora.get_by_text("on its way"))).to_be_visible()

    proposal = Proposal.objects.order_by("pk")[0]
    pair = proposal.partnership
    assert pair is not None
    for person in proposal.people.order_by("pk"):
        page = opened_for(person, width=390).new_page()
        page.goto(f"/programme/{stage.programme.code}/partner/")
        _good(page, "pairing-proposed-390")
        page.get_by_role("link", name="Accept or decline").click()
        page.get_by_role("button", name="Accept").click()
        page.wait_for_url(f"**/pair/{pair.code}/**")
    assert all(one.is_in for one in pair.memberships.all())


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_the_pages_are_for_everybody(
    stage: Cast, opened_for: Callable[..., BrowserContext], width: int
) -> None:
    at = f"/programme/{stage.programme.code}"
    dora = opened_for(stage.dora, width=width).new_page()
    dora.goto(f"{at}/pairing/")
    _good(dora, f"pairing-closed-{width}")
    dora.get_by_role("button", name="Open the group").click()
    _joined_by_most(stage)
    actions.ask_openly(stage.programme, stage.tim, stage.ben)
    dora.goto(f"{at}/pairing/")
    _good(dora, f"pairing-group-{width}")
    ben = opened_for(stage.ben, width=width).new_page()
    ben.goto(f"{at}/partner/")
    _good(ben, f"pairing-asked-{width}")
    ben.goto("/")
    _good(ben, f"pairing-home-{width}")
