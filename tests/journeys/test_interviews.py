"""Two sit down to a first interview: each says yes on their own device, one answers, the other's no stops it."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.core.listening import here
from sidebyside.instruments.models import Interview
from sidebyside.voice.models import VoiceNote, WrittenNote
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways
from tests.journeys.people import until
from tests.journeys.test_voice_notes import A_SECOND

pytestmark = pytest.mark.journey
# The page looks every few seconds whether the other has answered.
LOOKS = 20_000
MADE = "By way of a summer shop."
# Here it looks more often, so that the test waits less.
SOONER = "const later = setTimeout; setTimeout = (act, ms) => later(act, ms === 2500 ? 400 : ms)"


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"interview-{name}.png", full_page=True)
    assert broken_rules(page) == [], page.url
    assert sideways(page) <= 0, page.url


def _yes_after_ana(cleo: Page) -> None:
    """Her page has heard of Ana's yes, and is not just being shown anew."""
    expect(cleo.get_by_role("definition").nth(1)).to_have_text("yes", timeout=LOOKS)
    cleo.get_by_role("button", name="Yes, record it").click()


def _written_down(ana: Page) -> None:
    """Asked for without leaving the page; the test is the worker. Then looked over by her."""
    ana.get_by_role("button", name="Write it down").click()
    expect(ana.get_by_text("Being written down…")).to_be_visible()
    row = WrittenNote.objects.select_related("note").get()
    row.words, row.state, row.heard_at = MADE, WrittenNote.State.READY, timezone.now()
    row.save()
    expect(ana.get_by_text(MADE)).to_be_visible(timeout=LOOKS)
    expect(ana.get_by_text("Written by the machine; check it.")).to_be_visible()
    _look(ana, "written")
    ana.get_by_role("link", name="Correct it, or take it away").click()
    _look(ana, "corrected")
    ana.get_by_label("The words").fill("By way of a summer job.")
    ana.get_by_role("button", name="Keep: it is right").click()
    expect(ana.get_by_text("Kept.", exact=True)).to_be_visible()
    # Back to where it was said, and from there to the interview.
    ana.get_by_role("link", name="How did you come to teaching").click()
    expect(ana.get_by_text("By way of a summer job.")).to_be_visible()
    _look(ana, "sheet")
    ana.get_by_role("link", name="The interview", exact=True).click()


def test_an_interview_is_held_recorded_stopped_and_heard_by_two(
    stage: Cast, opened_for: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here, "is_installed", lambda: True)
    ana = opened_for(stage.ana, width=390).new_page()
    cleo = opened_for(stage.cleo).new_page()
    for page in (ana, cleo):
        page.add_init_script(SOONER)
    ana.goto("/forms/interview-first/")
    ana.get_by_role("link", name="Have a colleague hold it with you").click()
    ana.get_by_label("Colleague").select_option("Cleo")
    ana.get_by_role("button", name="Ask").click()
    expect(ana.get_by_role("heading", name="You have asked Cleo")).to_be_visible()
    cleo.goto("/")
    cleo.get_by_role("link", name="Read it and answer").click()
    cleo.get_by_role("button", name="Yes, I hold it").click()
    expect(ana.get_by_role("button", name="Yes, record it")).to_be_visible(timeout=LOOKS)
    ana.get_by_role("button", name="Yes, record it").click()
    expect(ana.get_by_role("heading", name="Waiting for Cleo’s yes")).to_be_visible()
    _yes_after_ana(cleo)
    expect(cleo.get_by_role("heading", name="It is recorded on Ana’s device")).to_be_visible()
    expect(ana.get_by_role("heading", name="How did you come to teaching")).to_be_visible(timeout=LOOKS)
    ana.get_by_role("button", name="Speak").click()
    expect(ana.get_by_role("timer")).to_have_text(A_SECOND, timeout=LOOKS)
    _look(ana, "question")
    # The other's no stops the recorder; what was said before it is kept.
    cleo.get_by_role("button", name="Stop the recording").click()
    expect(cleo.get_by_role("button", name="Yes, record it")).to_be_visible()
    expect(ana.get_by_role("heading", name="Nothing is being recorded now")).to_be_visible(timeout=LOOKS)
    expect(ana.get_by_role("heading", level=3)).to_have_count(1)
    assert VoiceNote.objects.count() == 1
    cleo.reload()
    _look(cleo, "heard")
    cleo.evaluate("document.querySelector('audio').play()")
    until(cleo, "document.querySelector('audio').currentTime > 0")
    _written_down(ana)
    cleo.reload()
    cleo.get_by_role("link", name="Read what was written down").click()
    expect(cleo.get_by_text("By way of a summer job.")).to_be_visible()
    _look(cleo, "read")
    # A page that cannot hear a no records nothing; what came too late is offered, also when all is over.
    ana.get_by_role("button", name="Yes, record it").click()
    _yes_after_ana(cleo)
    expect(cleo.get_by_role("heading", name="It is recorded on Ana’s device")).to_be_visible()
    ana.get_by_role("button", name="Next question").click(timeout=LOOKS)
    expect(ana.get_by_text("Question 2 of")).to_be_visible()
    expect(ana.get_by_text("Recorded so far: 1 question.")).to_be_visible()
    ana.get_by_role("button", name="Speak").click()
    expect(ana.get_by_role("timer")).to_have_text(A_SECOND, timeout=LOOKS)
    ana.context.set_offline(True)
    expect(ana.get_by_text("This page cannot ask just now")).to_be_visible(timeout=LOOKS)
    expect(ana.get_by_text("Not sent yet.")).to_be_visible()
    cleo.get_by_role("button", name="Stop the recording").click()
    expect(cleo.get_by_role("button", name="Yes, record it")).to_be_visible()
    Interview.objects.update(stopped_at=timezone.now() - timedelta(hours=1))
    ana.context.set_offline(False)
    expect(ana.get_by_text("It cannot be kept here now")).to_be_visible()
    expect(ana.get_by_text("Recording has stopped.")).to_be_visible(timeout=LOOKS)
    ana.reload()
    expect(ana.get_by_text("is not sent yet")).to_be_visible()
    ana.get_by_role("button", name="Take it back from Cleo").click()
    expect(ana.get_by_role("heading", name="Only you can hear it now")).to_be_visible()
    expect(ana.get_by_text("When Cleo listened")).to_be_visible()
    expect(ana.get_by_role("link", name="Save it as a file")).to_be_visible()
    _look(ana, "over")
    ana.get_by_role("button", name="Let it go").click()
    expect(ana.get_by_text("Let go. Nothing of it was kept.")).to_be_focused()
