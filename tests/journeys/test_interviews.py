"""Two sit down to a first interview: each says yes on their own device, one answers, the other's no stops it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.voice.models import VoiceNote
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways
from tests.journeys.people import until
from tests.journeys.test_voice_notes import A_SECOND

pytestmark = pytest.mark.journey
# The page looks every few seconds whether the other has answered.
LOOKS = 20_000


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"interview-{name}.png", full_page=True)
    assert broken_rules(page) == [], page.url
    assert sideways(page) <= 0, page.url


def test_an_interview_is_held_recorded_stopped_and_heard_by_two(
    stage: Cast, opened_for: Callable[..., BrowserContext]
) -> None:
    ana = opened_for(stage.ana, width=390).new_page()
    cleo = opened_for(stage.cleo).new_page()
    ana.goto("/forms/interview-first/")
    ana.get_by_role("link", name="Have a colleague hold it with you").click()
    ana.get_by_label("Colleague").select_option("Cleo")
    _look(ana, "ask")
    ana.get_by_role("button", name="Ask").click()
    expect(ana.get_by_role("heading", name="You have asked Cleo")).to_be_visible()
    cleo.goto("/")
    cleo.get_by_role("link", name="Read it and answer").click()
    _look(cleo, "asked")
    cleo.get_by_role("button", name="Yes, I hold it").click()
    expect(ana.get_by_role("button", name="Yes, record it")).to_be_visible(timeout=LOOKS)
    _look(ana, "both")
    ana.get_by_role("button", name="Yes, record it").click()
    expect(ana.get_by_role("heading", name="Waiting for Cleo’s yes")).to_be_visible()
    cleo.get_by_role("button", name="Yes, record it").click()
    expect(cleo.get_by_role("heading", name="It is recorded on Ana’s device")).to_be_visible()
    expect(ana.get_by_role("heading", name="How did you come to teaching")).to_be_visible(timeout=LOOKS)
    ana.get_by_role("button", name="Speak").click()
    expect(ana.get_by_role("timer")).to_have_text(A_SECOND, timeout=LOOKS)
    # On to the next: what was said to this one is kept first.
    ana.get_by_role("button", name="Next question").click()
    expect(ana.get_by_text("Question 2 of")).to_be_visible()
    expect(ana.get_by_text("Recorded so far: 1 question.")).to_be_visible()
    ana.get_by_role("button", name="Speak").click()
    expect(ana.get_by_role("timer")).to_have_text(A_SECOND, timeout=LOOKS)
    _look(ana, "question")
    # The other's no stops the recorder; what was said before it is kept.
    cleo.get_by_role("button", name="Stop the recording").click()
    expect(cleo.get_by_role("button", name="Yes, record it")).to_be_visible()
    expect(ana.get_by_role("heading", name="Nothing is being recorded now")).to_be_visible(timeout=LOOKS)
    expect(ana.get_by_role("heading", level=3)).to_have_count(2)
    assert VoiceNote.objects.count() == 2
    cleo.reload()
    _look(cleo, "heard")
    cleo.evaluate("document.querySelector('audio').play()")
    until(cleo, "document.querySelector('audio').currentTime > 0")
    ana.get_by_role("button", name="Take it back from Cleo").click()
    expect(ana.get_by_role("heading", name="Only you can hear it now")).to_be_visible()
    expect(ana.get_by_text("Cleo listened on")).to_be_visible()
    _look(ana, "over")
