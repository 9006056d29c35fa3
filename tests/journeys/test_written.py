"""The talk written down, in two browsers: heard or brought, corrected, signed off, withheld, taken away, deleted."""

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.conversations import actions
from sidebyside.conversations.models import Confirmation, Conversation, Track, Transcript
from sidebyside.conversations.written import making, withholding
from sidebyside.core.listening import here
from sidebyside.jobs import Owed
from sidebyside.jobs.running import run_here
from sidebyside.people.models import Person
from sidebyside.trust import keystore
from tests.conversations.sending import as_m4a, made_sound, send_track, start
from tests.conversations.writing import as_vtt, turns, written
from tests.conversations.written_talk import write_down
from tests.journeys.talks import Stage, on_stage, sound_page
from tests.journeys.test_talk import do_background_work

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SIDEBYSIDE_TALK_SHOTS", "")
# A file with two people who speak: with it, and with a speech model, the talk is heard; else it is brought.
SAMPLE = os.environ.get("SIDEBYSIDE_SPEECH_SAMPLE", "")


@pytest.fixture
def stage(
    browser: Browser, live_server: LiveServer, as_person: Callable[[Person], Client]
) -> Iterator[Stage]:
    # A clash is answered 409, what cannot be undone now 422, and a passage whose sound is not made yet 404.
    yield from on_stage(browser, live_server, as_person, wanted=("409 POST", "422 POST", "404 GET"))


def opened_talk(stage: Stage) -> Conversation:
    talk = Conversation.objects.create(strand=stage.cast.strand)
    talk.strand = stage.cast.strand
    for person in (stage.cast.ana, stage.cast.ben):
        actions.confirm(talk, person, Confirmation.How.OWN_SESSION, wants_recording=True)
    return talk


def recorded_talk(stage: Stage) -> Track:
    """A talk whose sound has arrived: a real one where there is a sample, else a tone."""
    opened_talk(stage)
    client, strand, code = stage.as_person(stage.cast.ana), stage.cast.strand.code, uuid.uuid4()
    start(client, strand, code)
    sound = Path(SAMPLE).read_bytes() if SAMPLE else as_m4a(made_sound(25.0))
    send_track(client, strand, code, sound)
    client.post(f"/cycle/{strand}/talk/end/")
    begun = timezone.now() - timedelta(hours=1)
    Conversation.objects.update(opened_at=begun, recording_since=begun)
    Track.objects.update(starts_ms=0)
    track = Track.objects.get()
    assert track.recording is not None
    do_background_work(track.recording)
    return track


def at(stage: Stage) -> str:
    return f"/cycle/{stage.cast.strand.code}/talk/written/"


def bring(page: Page, folder: Path) -> None:
    file = folder / "call.vtt"
    file.write_bytes(as_vtt())
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_text("counted to five")).to_be_visible()


def turn(page: Page, number: int) -> Locator:
    return page.locator("#written-turns > .turn").nth(number)


def open_turn(page: Page, number: int) -> Locator:
    turn(page, number).get_by_role("link", name="Correct").click()
    editor = turn(page, number).locator("form.editor")
    expect(editor).to_be_visible()
    return editor


def test_two_correct_it_at_once_and_sign_it_off(stage: Stage, tmp_path: Path) -> None:
    opened_talk(stage)
    laptop = stage.page(stage.seat(stage.cast.ana, 1366), at(stage))
    sound_page(laptop, "begin-1366")
    bring(laptop, tmp_path)
    sound_page(laptop, "written-1366")
    phone = stage.page(stage.seat(stage.cast.ben, 390), at(stage))
    sound_page(phone, "written-390")
    # Both open the same turn; the second sees both texts and loses nothing.
    editor = open_turn(phone, 1)
    sound_page(phone, "editor-390")
    open_turn(laptop, 1).get_by_label("What was said").fill("I asked Kofi. Then I answered.")
    laptop.keyboard.press("Tab")
    turn(laptop, 1).get_by_role("button", name="Keep", exact=True).click()
    expect(laptop.get_by_text("I asked Kofi. Then I answered.")).to_be_visible()
    editor.get_by_label("What was said").fill("I asked, and answered for him.")
    editor.get_by_role("button", name="Keep", exact=True).click()
    expect(phone.get_by_text("This turn was changed while you wrote")).to_be_visible()
    expect(phone.locator(".clash")).to_contain_text("Then I answered.")
    sound_page(phone, "clash-390")
    phone.get_by_role("button", name="Keep mine").click()
    expect(turn(phone, 1).locator(".words")).to_have_text("I asked, and answered for him.")
    # It comes to the other screen by itself.
    expect(turn(laptop, 1).locator(".words")).to_have_text("I asked, and answered for him.")
    by_keyboard(laptop, stage)
    for page in (laptop, phone):
        # What changed at the other screen has come to this one.
        seen = page.locator("#written-side input[name=revision]")
        expect(seen).to_have_value(str(written(stage.cast).revision))
        page.get_by_role("button", name="Sign it off").first.click()
        expect(page.get_by_role("button", name="Take my sign-off back")).to_be_visible()
    expect(laptop.get_by_role("heading", level=1)).to_have_text(
        "Your talk, written down and signed off by you both"
    )
    sound_page(laptop, "signed-1366")
    editor = open_turn(phone, 0)
    editor.get_by_label("What was said").fill("So, what did you notice?")
    editor.get_by_role("button", name="Keep", exact=True).click()
    expect(laptop.get_by_role("heading", level=1)).to_have_text("Your talk, written down")
    expect(laptop.get_by_role("button", name="Sign it off")).to_be_visible()
    laptop.get_by_role("link", name="Who changed what, and when").click()
    expect(laptop.get_by_text("words corrected").first).to_be_visible()
    sound_page(laptop, "changes-1366")


@pytest.mark.parametrize(("width", "height"), [(390, 780), (320, 560)])
def test_undo_and_signing_off_are_in_reach_on_a_phone(stage: Stage, width: int, height: int) -> None:
    write_down(opened_talk(stage), stage.cast)
    page = stage.page(stage.seat(stage.cast.ana, width), at(stage))
    page.set_viewport_size({"width": width, "height": height})
    editor = open_turn(page, 20)
    editor.get_by_label("What was said").fill("We said it otherwise.")
    # While somebody types it stands over nothing.
    assert page.locator(".at-hand").evaluate("bar => getComputedStyle(bar).position") == "static"
    editor.get_by_role("button", name="Keep", exact=True).click()
    expect(turn(page, 20).locator(".words")).to_have_text("We said it otherwise.")
    reach = page.locator(".reach")
    undo, sign = (reach.get_by_role("button", name=name) for name in ("Undo", "Sign it off"))
    for button in (undo, sign):
        expect(button).to_be_in_viewport(ratio=1)
    sound_page(page, f"reach-{width}")
    # Going from turn to turn by keyboard, no turn ends up under the bar.
    turn(page, 20).focus()
    for number in range(21, 26):
        page.keyboard.press("ArrowDown")
        expect(turn(page, number)).to_be_focused()
        words = turn(page, number).bounding_box()
        bar = reach.bounding_box()
        assert words is not None
        assert bar is not None
        assert words["y"] + words["height"] <= bar["y"], number
    undo.click()
    expect(turn(page, 20).locator(".words")).not_to_have_text("We said it otherwise.")
    sign.focus()
    page.keyboard.press("Enter")
    expect(reach.get_by_text("You signed it off")).to_be_visible()
    # Where the window is low, as with 200 % zoom, the bar stands at the end and over nothing.
    page.set_viewport_size({"width": width, "height": 400})
    assert reach.evaluate("bar => getComputedStyle(bar.parentElement.parentElement).position") == "static"


def test_what_undo_cannot_do_now_is_said_and_stays_said(stage: Stage) -> None:
    write_down(opened_talk(stage), stage.cast)
    page = stage.page(stage.seat(stage.cast.ana, 1366), at(stage))
    before = turn(page, 3).locator(".words").text_content() or ""
    turn(page, 3).focus()
    page.keyboard.press("Enter")
    expect(turn(page, 3).locator("textarea")).to_be_focused()
    turn(page, 3).locator("textarea").fill("It was calmer.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(turn(page, 3).locator(".words")).to_have_text("It was calmer.")
    # The turn has the focus again, so that its keys work on.
    expect(turn(page, 3)).to_be_focused()
    page.keyboard.press("w")
    expect(turn(page, 3)).to_contain_text("withheld by you")
    with page.expect_response(lambda answer: answer.url.endswith("/written/now/")):
        page.keyboard.press("u")
    page.wait_for_timeout(500)
    expect(page.get_by_role("alert").filter(has_text="Bring the passage back first")).to_be_visible()
    turn(page, 3).get_by_role("button", name="Bring it back").click()
    expect(turn(page, 3).locator(".words")).to_have_text("It was calmer.")
    expect(page.get_by_text("Bring the passage back first")).to_be_hidden()
    turn(page, 3).focus()
    page.keyboard.press("u")
    expect(turn(page, 3).locator(".words")).to_have_text(before)


def by_keyboard(page: Page, stage: Stage) -> None:
    """From turn to turn and word to word, split, joined, marked, given away, and all of it undone."""
    turn(page, 4).focus()
    expect(turn(page, 4)).to_have_attribute("aria-current", "true")
    for _word in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    expect(turn(page, 4).locator(".words")).to_have_text("What would happen")
    page.keyboard.press("g")
    expect(turn(page, 4).locator(".who")).to_have_text("Ana")
    page.keyboard.press("u")
    expect(turn(page, 4).locator(".who")).to_have_text("Ben")
    turn(page, 4).focus()
    page.keyboard.press("j")
    expect(turn(page, 4).locator(".words")).to_have_text("What would happen if you counted to five?")
    turn(page, 4).focus()
    page.keyboard.press("ArrowDown")
    expect(turn(page, 5)).to_be_focused()
    page.keyboard.press("Enter")
    expect(turn(page, 5).locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(turn(page, 5)).to_be_focused()
    assert len(turns(stage.cast)) == 6


def test_words_typed_without_a_network_are_kept(stage: Stage, tmp_path: Path) -> None:
    opened_talk(stage)
    page = stage.page(stage.seat(stage.cast.ana, 390), at(stage))
    bring(page, tmp_path)
    editor = open_turn(page, 0)
    page.context.set_offline(True)
    editor.get_by_label("What was said").fill("So what did you hear?")
    editor.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_timeout(1_000)
    page.context.set_offline(False)
    page.reload()
    editor = open_turn(page, 0)
    expect(editor.get_by_label("What was said")).to_have_value("So what did you hear?")
    editor.get_by_role("button", name="Keep", exact=True).click()
    expect(turn(page, 0).locator(".words")).to_have_text("So what did you hear?")


def test_an_open_correction_goes_when_its_turn_is_withheld(stage: Stage, tmp_path: Path) -> None:
    opened_talk(stage)
    phone = stage.page(stage.seat(stage.cast.ben, 390), at(stage))
    bring(phone, tmp_path)
    editor = open_turn(phone, 1)
    editor.get_by_label("What was said").fill("Words of a gap to be")
    # A draft is kept as "time:words"; beside it a tab remembers under which name.
    drafts = "Object.keys({...localStorage, ...sessionStorage}).filter((one) => one.startsWith('sidebyside.draft/'))"
    stored = (
        f"{drafts}.filter((one) => (localStorage.getItem(one) || sessionStorage.getItem(one)).includes(':'))"
    )
    phone.wait_for_function(f"() => {stored}.length === 1")
    row = Transcript.objects.get().turns.all()[1]
    transcript = Transcript.objects.select_related("conversation__strand").get()
    withholding.withhold(transcript, stage.cast.ana, row.code)
    expect(turn(phone, 1)).to_contain_text("withheld by Ana")
    expect(turn(phone, 1).locator("form.editor")).to_have_count(0)
    assert phone.evaluate(stored) == []


def test_heard_withheld_taken_away_and_deleted(stage: Stage, tmp_path: Path) -> None:
    track = recorded_talk(stage)
    assert track.recording is not None
    laptop = stage.page(stage.seat(stage.cast.ana, 1366), at(stage))
    if SAMPLE and here.is_installed():
        hear_it(laptop, stage)
    else:
        bring(laptop, tmp_path)
    phone = stage.page(stage.seat(stage.cast.ben, 390), at(stage))
    sound_page(phone, "with-sound-390")
    sound_page(laptop, "with-sound-1366")
    # A word that is clicked is heard.
    turn(laptop, 0).locator(".words").click(position={"x": 8, "y": 8})
    expect(laptop.locator("audio")).to_have_js_property("paused", False)
    laptop.locator("audio").evaluate("sound => sound.pause()")
    said = turn(phone, 1).locator(".words").inner_text()
    open_turn(laptop, 1).get_by_role("button", name="Withhold").click()
    expect(turn(laptop, 1)).to_contain_text("withheld by you")
    expect(turn(phone, 1)).to_contain_text("withheld by Ana")
    expect(phone.get_by_text(said)).to_have_count(0)
    expect(phone.locator("audio")).to_be_hidden()
    sound_page(phone, "withheld-390")
    run_here("silence_talk", Owed(str(track.code), Track.objects.get().silence_wanted))
    expect(phone.locator("audio")).to_be_visible()
    with laptop.expect_download() as download:
        laptop.get_by_role("link", name="WebVTT").click()
    assert download.value.suggested_filename == "talk.vtt"
    body = Path(download.value.path()).read_text()
    assert "[left out]" in body
    assert said not in body
    delete_all(laptop, phone, stage)


def hear_it(page: Page, stage: Stage) -> None:
    """By the real model."""
    page.get_by_role("button", name="Write our talk down").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your talk is being written down")
    sound_page(page, "growing-1366")
    transcript = Transcript.objects.get()
    run_here(making.HEAR, Owed(str(transcript.code), transcript.attempt))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your talk is written down. Say whose voice is whose"
    )
    sound_page(page, "whose-1366")
    choices = page.locator("#written-whose select")
    for place, person in enumerate((stage.cast.ben, stage.cast.ana)):
        if place < choices.count():
            choices.nth(place).select_option(str(person.code))
    page.get_by_role("button", name="So it is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your talk, written down")


def delete_all(laptop: Page, phone: Page, stage: Stage) -> None:
    key = written(stage.cast).key
    laptop.get_by_text("Delete", exact=True).click()
    laptop.get_by_role("button", name="Delete the sound, all that is written").click()
    expect(laptop.get_by_text("You propose to delete the sound of your talk")).to_be_visible()
    phone.get_by_role("button", name="Delete it for both of us").click()
    expect(phone.get_by_text("nothing of it is left here")).to_be_visible()
    sound_page(phone, "deleted-390")
    assert not Transcript.objects.exists()
    assert keystore.is_destroyed(key)
