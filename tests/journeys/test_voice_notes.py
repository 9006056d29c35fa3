"""A diary entry is spoken on a phone whose line goes away meanwhile; it is not lost, and lies with its entry."""

import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from sidebyside.voice.models import VoiceNote, WrittenNote
from sidebyside.voice.notes import sound_of
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways, sign_in
from tests.journeys.people import until

pytestmark = pytest.mark.journey
_NOTES = """(mode) => new Promise((settle) => {
    const asked = indexedDB.open("sidebyside-voice");
    asked.onsuccess = () => settle(asked.result.transaction("notes", mode).objectStore("notes"));
})"""
# What lies there becomes years old, and another's, of as long ago, lies beside it.
MUCH_OLDER = f"""async () => {{
    const notes = await ({_NOTES})("readwrite");
    const asked = notes.getAll();
    await new Promise((settle) => {{ asked.onsuccess = settle; }});
    const [mine] = asked.result;
    notes.put({{ ...mine, at: 1e12 }});
    notes.put({{ ...mine, at: 1e12, once: crypto.randomUUID(), person: crypto.randomUUID() }});
    await new Promise((settle) => {{ notes.transaction.oncomplete = settle; }});
}}"""
HOW_MANY = f"""async () => {{
    const asked = (await ({_NOTES})("readonly")).count();
    return new Promise((settle) => {{ asked.onsuccess = () => settle(asked.result); }});
}}"""
# What would be asked again after a while is asked at once; how long the while is, is kept.
AT_ONCE = """const later = setTimeout; window.pauses = []; setTimeout = (act, ms) =>
    String(act).includes("this.look()") ? (pauses.push(ms), later(act, 0)) : later(act, ms)"""
# A second or more: a busy machine may miss any one of them.
A_SECOND = re.compile(r"0:(0[1-9]|[1-5]\d)")


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"voice-{name}.png", full_page=True)
    assert broken_rules(page) == [], page.url
    assert sideways(page) <= 0, page.url


def _speak(page: Page) -> None:
    page.get_by_role("button", name="Speak").first.click()
    expect(page.get_by_role("timer").first).to_have_text(A_SECOND)
    page.get_by_role("button", name="Stop").click()


def _answering(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status)


def _said_into_a_line_that_hangs(page: Page) -> None:
    """No answer comes. The test lets the time run out itself; it waits for nothing."""
    page.evaluate(
        """AbortSignal.timeout = (ms) => {
            const limit = new AbortController();
            Object.assign(window, { ms, runOut: () => limit.abort(new DOMException("", "TimeoutError")) });
            return limit.signal;
        };
        null"""
    )
    page.route("**/voice/", lambda _route: None)
    _speak(page)
    expect(page.get_by_text("Sending…")).to_be_visible()
    expect(page.get_by_role("link", name="Save it as a file")).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Let it go").click(force=True)
    page.get_by_role("button", name="Keep it for myself").click()
    # A minute, and a little for a sound of a second.
    assert 60_000 < page.evaluate("ms") < 75_000
    page.evaluate("runOut()")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_be_focused()
    page.unroute("**/voice/")
    for status, says in (
        (429, "too many"),
        (413, "too large"),
        (507, "fault is not yours"),
        (404, "not there for"),
    ):
        page.route("**/voice/", _answering(status), times=1)
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_text(says)).to_be_visible()
        expect(page.get_by_text("Sending…")).to_be_hidden()


def _left_unsent_on_a_shared_computer(page: Page, stage: Cast) -> Page:
    """What is not sent lies on the device for whoever spoke it, and for nobody else who signs in there."""
    context, root = page.context, urljoin(page.url, "/")
    sign_in(context, stage.ben, root)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Somebody else is signed in here now.")).to_be_visible()
    # Nothing is sent by itself: sending would say so at once.
    state = page.evaluate(
        "dispatchEvent(new Event('online')), document.querySelector('[data-says=state]').textContent"
    )
    assert "Somebody else" in state
    page.close(run_before_unload=True)
    page = context.new_page()
    page.goto("/waiting/")
    expect(page.get_by_role("heading", name="Nothing waits on this device")).to_be_visible()
    page.goto("/diary/")
    expect(page.get_by_role("button", name="Speak")).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_be_hidden()
    sign_in(context, stage.ana, root)
    page.goto("/waiting/")
    expect(page.get_by_role("heading", name="A voice note")).to_be_visible()
    _look(page, "waiting")
    page.evaluate(MUCH_OLDER)
    with page.expect_download():
        page.get_by_role("button", name="Save it as a file").click()
    page.get_by_role("link", name="Open its page").click()
    expect(page.get_by_text(re.compile("A voice note of .* is not sent yet"))).to_be_visible()
    _look(page, "left")
    assert page.evaluate(HOW_MANY) == 1
    # A second page of hers neither shows nor sends it, while this one has it.
    second = context.new_page()
    second.goto("/diary/")
    expect(second.get_by_role("button", name="Speak")).to_be_enabled()
    expect(second.get_by_role("button", name="Send again")).to_be_hidden()
    second.goto("/waiting/")
    second.get_by_role("button", name="Delete this copy").click()
    second.get_by_role("button", name="Delete it for good").click()
    expect(second.get_by_text("another tab has it open")).to_be_visible()
    second.close()
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Your voice note is kept")).to_be_visible()
    expect(page.get_by_role("button", name="Speak")).to_be_focused()
    assert VoiceNote.objects.get().person == stage.ana
    # Erasing is claimed for what this page erased, and for nothing else.
    VoiceNote.objects.all().delete()
    page.get_by_role("button", name="Erase this voice note").click()
    expect(page.get_by_text("not here for you any more. Load the page again.")).to_be_visible()
    expect(page.get_by_role("button", name="Erase this voice note")).to_be_visible()
    page.goto("/waiting/")
    expect(page.get_by_role("heading", name="Nothing waits on this device")).to_be_visible()
    return page


def _two_unsent_in_one_form(page: Page) -> None:
    sent: list[str] = []
    page.route("**/voice/", _answering(507), times=2)
    for number in (0, 1):
        one = page.locator("voice-note").nth(number)
        one.get_by_role("button", name="Speak").click()
        expect(one.get_by_role("timer")).to_have_text(A_SECOND)
        one.get_by_role("button", name="Stop").click()
        expect(one.get_by_text("fault is not yours")).to_be_visible()
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Kept as it stands.")).to_be_visible()
    assert [one.rpartition("/voice/")[1] for one in sent] == ["/voice/", "/voice/", ""]
    expect(page.get_by_role("button", name=re.compile("^Erase this voice note"))).to_have_count(2)
    _look(page, "interview")
    places = [one.place for one in VoiceNote.objects.all()]
    assert (len(places), places[0]) == (2, "sheet:interview-first:0:0:career")


def _begun_in_vain_and_twice_at_once(page: Page) -> None:
    page.evaluate(
        """const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        const start = MediaRecorder.prototype.start;
        const allowed = new Promise((settle) => { window.allow = settle; });
        window.streams = [];
        navigator.mediaDevices.getUserMedia = async (asked) => {
            if (MediaRecorder.prototype.start === start) await allowed;
            window.streams.push(await real(asked));
            return window.streams.at(-1);
        };
        window.mend = () => { MediaRecorder.prototype.start = start; };
        MediaRecorder.prototype.start = () => { throw new DOMException("", "NotSupportedError"); };
        null"""
    )
    on = "streams.filter((one) => one.getTracks().some((track) => track.readyState === 'live')).length"
    speak = page.get_by_role("button", name="Speak")
    # A recorder that does not start lets the microphone go, and says what is true.
    speak.nth(0).click()
    expect(page.get_by_text("could not begin to record; the microphone is off again")).to_be_visible()
    assert page.evaluate(on) == 0
    page.evaluate("mend()")
    # Two wait for one question of the browser: the later is heard, and the other's microphone is off.
    speak.nth(0).click()
    speak.nth(1).click()
    page.evaluate("allow()")
    until(page, "streams.length === 3")
    expect(page.locator("voice-note").nth(1).get_by_role("button", name="Stop")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(1)
    assert page.evaluate(on) == 1


def test_what_was_spoken_without_a_line_is_sent_again_and_kept(
    stage: Cast, opened_for: Callable[..., BrowserContext]
) -> None:
    context = opened_for(stage.ana, width=320)
    page = context.new_page()
    page.goto("/diary/")
    # By keyboard, and what happens is said.
    page.get_by_role("button", name="Speak").press("Enter")
    expect(page.get_by_text("Recording. Speak, then press Stop")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(A_SECOND)
    context.set_offline(True)
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_be_focused()
    _look(page, "unsent")
    # The entry does not go ahead of its sound.
    page.get_by_role("button", name="Keep it for myself").click()
    expect(page.get_by_role("link", name="Save it as a file")).to_be_visible()
    assert not VoiceNote.objects.exists()
    context.set_offline(False)
    # The browser says that it is back, and the page sends; pressing is for whoever does not wait.
    expect(page.get_by_text("Your voice note is kept")).to_be_visible()
    expect(
        page.get_by_role("button", name=re.compile("^Erase this voice note of just now, .*\\d"))
    ).to_be_visible()
    page.get_by_role("button", name="Keep it for myself").click()
    expect(page.get_by_text("Kept, for you alone.")).to_be_visible()
    expect(page.get_by_text("Spoken,")).to_be_visible()
    _look(page, "diary")
    note = VoiceNote.objects.get()
    assert note.place.startswith("diary:")
    assert len(sound_of(note)) > 1000
    # The browser itself can play what it gets back.
    page.evaluate("document.querySelector('article audio').play()")
    until(page, "document.querySelector('article audio').currentTime > 0")
    page.get_by_role("link", name="Change or erase the entry").click()
    _look(page, "entry")
    page.get_by_role("button", name="Erase this voice note").click()
    expect(page.get_by_text("The voice note is erased.")).to_be_visible()
    expect(page.get_by_role("button", name="Speak")).to_be_focused()
    assert not VoiceNote.objects.exists()
    _said_into_a_line_that_hangs(page)
    page = _left_unsent_on_a_shared_computer(page, stage)
    page.goto("/forms/interview-first/")
    _two_unsent_in_one_form(page)
    _begun_in_vain_and_twice_at_once(page)

    old = context.new_page()
    old.add_init_script("delete window.MediaRecorder")
    old.goto("/forms/interview-first/")
    expect(old.get_by_text("This browser cannot record here.")).to_have_count(1)
    expect(old.get_by_role("button", name="Speak")).to_have_count(0)


@pytest.mark.parametrize("last", [404, 302])
def test_what_waits_for_words_asks_more_rarely_and_no_more_once_it_is_erased_or_signed_out(
    stage: Cast, opened_for: Callable[..., BrowserContext], last: int
) -> None:
    note = VoiceNote.objects.create(
        person=stage.ana, place="diary", once=uuid.uuid4(), media_type="audio/webm", length_ms=1000
    )
    WrittenNote.objects.create(note=note, state=WrittenNote.State.WRITING, language="en")
    answers = [503] * 12 + [last]

    def answering(route: Route) -> None:
        if route.request.headers["accept"] != "application/json":
            route.continue_()
        else:
            route.fulfill(status=answers.pop(0), headers={"Location": "/sign-in/"})

    page = opened_for(stage.ana).new_page()
    page.add_init_script(AT_ONCE)
    page.route("**/spoken/*/", answering)
    page.goto(f"/spoken/{note.code}/")
    expect(page.locator("note-words:not([data-waits])")).to_have_count(1)
    pauses = page.evaluate("pauses")
    assert (answers, len(pauses)) == ([], 13)
    assert (pauses[0], pauses[-1], pauses) == (3_000, 30_000, sorted(pauses))
