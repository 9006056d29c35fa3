"""Notes in the lesson on a phone, tapped and typed without a network, by a clock that nobody can set."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, Request, expect

from sidebyside.core.listening import chirp
from sidebyside.room.models import LiveNote, Signal
from tests.cast import Cast
from tests.journeys import stack
from tests.journeys.conftest import broken_rules, sideways
from tests.journeys.films import crawl, cut, send_film, slow_down, wait_until_ready
from tests.journeys.lessons import RATE, Device, film_of, voice
from tests.journeys.people import Somebody

pytestmark = pytest.mark.journey

Opened = Callable[..., BrowserContext]
PHONE = {"width": 390, "height": 760, "has_touch": True, "is_mobile": True}
# When a finger or a letter really came, by a clock of the test's own.
REALLY = """
globalThis.really = [];
for (const name of ["click", "input"]) {
  document.addEventListener(name, ({ isTrusted }) => {
    if (isTrusted) really.push([name, performance.timeOrigin + performance.now()]);
  }, true);
}
"""
# In the middle of the lesson somebody puts this device's clock right, by an hour and a bit.
CLOCK_IS_SET = """() => {
  const [RealDate, ahead] = [Date, 3_725_000];
  window.Date = class extends RealDate {
    constructor(...given) { if (given.length) super(...given); else super(RealDate.now() + ahead); }
    static now() { return RealDate.now() + ahead; }
  };
}"""


def notebook(context: BrowserContext, stage: Cast) -> Page:
    page = context.new_page()
    page.add_init_script(REALLY)
    with page.expect_response(re.compile("/notes/now/")):
        page.goto(f"/cycle/{stage.strand.code}/notes/")
    page.wait_for_timeout(400)
    return page


def saved(page: Page) -> None:
    expect(page.locator("live-notes .kept")).to_have_text("Saved")


def ms(at: datetime) -> float:
    return at.timestamp() * 1000


def test_notes_taken_offline_on_a_phone_keep_their_time_whatever_its_clock_says(
    opened_for: Opened, stage: Cast
) -> None:
    context = opened_for(stage.ben, **PHONE)
    page = notebook(context, stage)
    assert broken_rules(page) == []
    assert sideways(page) <= 0
    context.set_offline(True)
    page.evaluate(CLOCK_IS_SET)
    page.get_by_role("button", name="Question", exact=True).tap()
    expect(page.locator("li.note")).to_have_count(1)
    page.wait_for_timeout(700)
    page.get_by_label("What you see or hear").press_sequentially("Kofi asks why", delay=60)
    page.get_by_role("button", name="Keep", exact=True).tap()
    expect(page.locator("live-notes .kept")).to_contain_text("Kept on this device")
    page.locator("li.note").last.get_by_role("button", name="Add a word").tap()
    page.keyboard.type("about the beans")
    page.keyboard.press("Enter")
    expect(page.locator("li.note .words")).to_have_text(["Kofi asks why", "about the beans"])
    assert not LiveNote.objects.exists()
    context.set_offline(False)
    saved(page)
    first, second = LiveNote.objects.all()
    tapped = next(at for name, at in page.evaluate("really") if name == "click")
    typed = next(at for name, at in page.evaluate("really") if name == "input")
    assert (first.sort, first.words) == ("question", "about the beans")
    assert (second.sort, second.words) == ("", "Kofi asks why")
    assert abs(ms(first.noted_at) - tapped) < 200
    assert abs(ms(second.noted_at) - typed) < 200
    page.reload()
    expect(page.locator("li.note .words")).to_have_text(["Kofi asks why", "about the beans"])
    page.locator("li.note").first.get_by_role("button", name="Change").tap()
    page.keyboard.type(", twice")
    page.keyboard.press("Enter")
    saved(page)
    second.refresh_from_db()
    assert second.words == "Kofi asks why, twice"
    assert abs(ms(second.noted_at) - typed) < 200


def test_what_was_being_typed_survives_a_reload_with_its_time(opened_for: Opened, stage: Cast) -> None:
    page = notebook(opened_for(stage.ana), stage)
    began = ms(timezone.now())
    page.get_by_label("What you see or hear").press_sequentially("I forgot the b")
    page.wait_for_timeout(1_200)
    left = ms(timezone.now())
    page.reload()
    field = page.get_by_label("What you see or hear")
    expect(field).to_have_value("I forgot the b")
    field.press("End")
    field.press_sequentially("eans")
    field.press("Enter")
    saved(page)
    kept = LiveNote.objects.get()
    assert (kept.author, kept.words) == (stage.ana, "I forgot the beans")
    assert began - 100 < ms(kept.noted_at) < left - 1_000


def test_the_sound_is_made_and_its_time_kept_also_without_a_network(opened_for: Opened, stage: Cast) -> None:
    context = opened_for(stage.ben)
    page = notebook(context, stage)
    context.set_offline(True)
    page.get_by_text("Will the film be taken by a camera elsewhere?").click()
    asked = ms(timezone.now())
    page.get_by_role("button", name="Make a sound the film will hear").click()
    expect(page.locator('[data-says="sound"]')).to_contain_text("The sound was made at")
    assert not Signal.objects.exists()
    context.set_offline(False)
    saved(page)
    kept = Signal.objects.get()
    assert kept.author == stage.ben
    assert 100 < ms(kept.sounded_at) - asked < 3_000


def test_the_same_note_changed_on_two_devices_keeps_both_texts(opened_for: Opened, stage: Cast) -> None:
    one = notebook(opened_for(stage.ben), stage)
    one.get_by_role("button", name="Puzzle", exact=True).click()
    saved(one)
    other = notebook(opened_for(stage.ben, **PHONE), stage)
    for page, words in ((one, "Why the back row"), (other, "The clock ticks")):
        page.get_by_role("button", name="Add a word").click()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1_500)
    saved(other)
    kept = LiveNote.objects.get()
    assert kept.words == "Why the back row\nThe clock ticks"
    assert kept.sort == "puzzle"


RENDERED = """async () => {
  const { chirp } = await import("/static/room/chirp.js");
  const samples = chirp(48000);
  const context = new OfflineAudioContext(1, samples.length, 48000);
  const buffer = context.createBuffer(1, samples.length, 48000);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
  const rendered = await context.startRendering();
  return [...rendered.getChannelData(0)];
}"""


def test_the_browser_s_sound_is_the_one_that_is_searched_for(opened_for: Opened, stage: Cast) -> None:
    page = notebook(opened_for(stage.ben), stage)
    rendered = np.array(page.evaluate(RENDERED))
    made = chirp.make(48_000)
    assert rendered.size == made.size
    assert np.abs(rendered - made).max() < 1e-4


HEARD_AT_MS = 12_340
LESSON = Device(from_s=0, seconds=30, noise=0.02)


def lesson_with(sound: NDArray[np.float32], path: Path) -> Path:
    """The lesson's film, on which the sound of the notebook is heard from across the room."""
    lesson = voice().copy()
    begins = HEARD_AT_MS * RATE // 1000
    lesson[begins : begins + sound.size] += 0.06 * sound
    path.write_bytes(film_of(LESSON, lesson))
    return path


def test_notes_taken_offline_lie_where_the_film_heard_their_sound(
    server: stack.Running, pair: stack.Pair, person: Callable[..., Somebody], tmp_path: Path
) -> None:
    ben = person(server, "Ben", width=390, height=760)
    ben.sign_in(pair.ben)
    ben.go(f"{pair.cycle}notes/")
    rendered = np.array(ben.page.evaluate(RENDERED), np.float32)
    session = slow_down(ben.page, -1)
    cut(session)
    ben.page.get_by_role("button", name="Puzzle", exact=True).click()
    ben.page.wait_for_timeout(600)
    ben.page.get_by_text("Will the film be taken by a camera elsewhere?").click()
    ben.page.get_by_role("button", name="Make a sound the film will hear").click()
    expect(ben.page.locator('[data-says="sound"]')).to_contain_text("The sound was made at")
    ben.page.get_by_label("What you see or hear").press_sequentially("Nobody breathes")
    told: list[dict[str, Any]] = []

    def sent(request: Request) -> None:
        if request.method == "POST":
            told.append(request.post_data_json)

    ben.page.on("request", sent)
    ben.page.keyboard.press("Enter")
    crawl(session, -1)
    ben.page.evaluate("dispatchEvent(new Event('online'))")
    expect(ben.page.locator("live-notes .kept")).to_have_text("Saved")
    sounded = next(one["sounded_at"] for one in told if "sounded_at" in one)
    noted = {one["words"]: one["noted_at"] for one in told if one.get("noted_at")}

    ana = person(server, "Ana")
    ana.sign_in(pair.ana)
    ana.go(f"{pair.cycle}film/")
    send_film(ana, lesson_with(rendered, tmp_path / "lesson.mp4"))
    wait_until_ready(ana)
    ana.page.get_by_role("button", name="Share with Ben").click()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Your film is shared with Ben")

    ends = time.monotonic() + 90
    while True:
        ben.go(f"{pair.cycle}prepare/")
        if ben.page.get_by_text("Your notes lie where the film heard your sound.").count():
            break
        assert time.monotonic() < ends, ben.page.locator(".notes").inner_text()
        ben.page.wait_for_timeout(1_000)
    for words, at in noted.items():
        row = ben.page.locator("section.notes li.note", has_text=words or "puzzle").first
        away = (datetime.fromisoformat(at) - datetime.fromisoformat(sounded)).total_seconds() * 1000
        assert abs(int(row.get_attribute("data-at") or -1) - (HEARD_AT_MS + away)) < 200, words
