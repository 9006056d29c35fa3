"""A talk that two people really speak into a microphone, heard by the real model on a real school, to its deletion."""

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from sidebyside.core.listening.fetching import add_model
from sidebyside.core.listening.speech_models import TINY, models_folder
from sidebyside.web.commands.test import find_chromium
from tests.journeys import stack
from tests.journeys.conftest import ARGUMENTS, PATIENCE_MS, broken_rules, sideways
from tests.journeys.people import Somebody

pytestmark = pytest.mark.journey
TALK = stack.LESSON.with_name("talk.m4a")
RATE = 48_000
SPOKEN_S = 34
HEARD_MS = 180_000


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made talk of the demo, two voices, as a file that a browser takes for what its microphone hears."""
    path = tmp_path_factory.mktemp("microphone") / "talk.wav"
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(TALK)) as talk, wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for frame in talk.decode(audio=0):
            for piece in resampler.resample(frame):
                out.writeframes(np.ascontiguousarray(piece.to_ndarray()).tobytes())
    return path


@pytest.fixture
def listening(browser: Browser, microphone: Path) -> Iterator[Browser]:
    voice = f"--use-file-for-fake-audio-capture={microphone}%noloop"
    started = browser.browser_type.launch(executable_path=find_chromium(), args=[*ARGUMENTS, voice])
    yield started
    started.close()


def signed_in(browser: Browser, server: stack.Running, email: str, name: str, width: int) -> Somebody:
    one = Somebody(browser, server.url, name, width)
    one.sign_in(email)
    # A passage whose sound is just being silenced is not there for a moment.
    one.allowed = {404}
    return one


def heading(page: Page, words: str, within_ms: int = PATIENCE_MS) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words, timeout=within_ms)


def fits(page: Page) -> None:
    assert sideways(page) <= 0
    assert broken_rules(page) == []


def test_two_speak_and_find_their_talk_written_read_withheld_and_deleted(
    listening: Browser, server: stack.Running, pair: stack.Pair
) -> None:
    add_model(TINY, models_folder())
    ana = signed_in(listening, server, pair.ana, "Ana", 1366)
    ben = signed_in(listening, server, pair.ben, "Ben", 390)
    they_talk(ana, ben, pair.cycle)
    it_is_heard(ana.page, pair.cycle)
    corrected(ana.page)
    codes_and_reading(ana.page, ben.page, pair.cycle)
    signed_off_and_withheld(ana.page, ben.page, pair.cycle)
    deleted_by_both(ana.page, ben.page)
    for one in (ana, ben):
        one.context.close()
        assert one.complaints == []


def they_talk(ana: Somebody, ben: Somebody, cycle: str) -> None:
    ana.go(f"{cycle}meet/")
    ana.page.get_by_role("radio", name="Yes, record our talk").first.check()
    ana.press("I am here")
    digits = ana.page.locator(".digits").inner_text()
    ben.go("/meet/")
    ben.page.get_by_label("The six digits on the screen").fill(digits)
    ben.page.get_by_role("radio", name="Yes, record our talk").first.check()
    ben.press("I am here")
    expect(ana.page.get_by_role("button", name="End the talk")).to_be_visible()
    ana.page.keyboard.press("t")
    expect(ana.page.locator("talk-recorder")).to_have_attribute("running", "")
    ana.page.wait_for_timeout(SPOKEN_S * 1000)
    ana.page.keyboard.press("t")
    expect(ana.page.locator("talk-recorder")).not_to_have_attribute("running", "")
    ana.page.get_by_role("button", name="End the talk").click()
    expect(ana.page.get_by_text("You ended it on")).to_be_visible()


def it_is_heard(page: Page, cycle: str) -> None:
    button = page.get_by_role("button", name="Write our talk down")
    for _try in range(60):
        page.goto(f"{cycle}talk/written/")
        if button.count():
            break
        page.wait_for_timeout(1000)
    button.click()
    heading(page, "Your talk is written down. Say whose voice is whose", HEARD_MS)
    fits(page)
    words = page.locator("#written-turns").inner_text().casefold()
    heard = [word for word in ("where", "start", "question", "time", "three", "seconds") if word in words]
    assert len(heard) >= 4, words
    choices = page.locator("#written-whose select")
    for place in range(choices.count()):
        # After "not said yet" come the two partners.
        choices.nth(place).select_option(index=2 - place % 2)
    page.get_by_role("button", name="So it is").click()
    heading(page, "Your talk, written down")


def corrected(page: Page) -> None:
    turn = page.locator("#written-turns > .turn").first
    turn.get_by_role("link", name="Correct").click()
    editor = turn.locator("form.editor")
    editor.get_by_label("What was said").fill("Where would you like to begin?")
    editor.get_by_role("button", name="Keep", exact=True).click()
    expect(turn.locator(".words")).to_have_text("Where would you like to begin?")


def codes_and_reading(laptop: Page, phone: Page, cycle: str) -> None:
    laptop.goto(f"{cycle}talk/codes/")
    expect(laptop.get_by_role("button", name="Take it").first).to_be_visible()
    fits(laptop)
    laptop.get_by_role("button", name="Take it").first.click()
    expect(laptop.get_by_text("1 of", exact=False).first).to_be_visible()
    for page in (laptop, phone):
        page.goto(f"{cycle}talk/reading/")
        # Half a minute of talk is too little to be read, and the page says so.
        expect(page.locator("main")).to_contain_text("30")
        fits(page)
        page.goto(f"{cycle}talk/in-time/")
        expect(page.locator("main svg").first).to_be_visible()
        fits(page)


def signed_off_and_withheld(laptop: Page, phone: Page, cycle: str) -> None:
    for page in (laptop, phone):
        page.goto(f"{cycle}talk/written/")
        page.get_by_role("button", name="Sign it off").first.click()
        expect(page.get_by_role("button", name="Take my sign-off back")).to_be_visible()
    heading(laptop, "Your talk, written down and signed off by you both")
    said = phone.locator("#written-turns > .turn .words").first.inner_text()
    turn = laptop.locator("#written-turns > .turn").first
    turn.get_by_role("link", name="Correct").click()
    turn.locator("form.editor").get_by_role("button", name="Withhold").click()
    expect(laptop.locator("#written-turns > .turn").first).to_contain_text("withheld by you")
    expect(phone.locator("#written-turns > .turn").first).to_contain_text("withheld by Ana")
    expect(phone.get_by_text(said)).to_have_count(0)
    # The worker makes the sound without it, and then it can be heard again.
    expect(phone.locator("audio")).to_be_visible()


def deleted_by_both(laptop: Page, phone: Page) -> None:
    laptop.get_by_text("Delete", exact=True).click()
    laptop.get_by_role("button", name="Delete the sound, all that is written").click()
    expect(laptop.get_by_text("You propose to delete the sound of your talk")).to_be_visible()
    phone.get_by_role("button", name="Delete it for both of us").click()
    expect(phone.get_by_text("nothing of it is left here")).to_be_visible()
