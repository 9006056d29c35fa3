"""Coding by keyboard, reading, comparing, and the page on paper: in real browsers, wide and narrow."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.conversations.models import Conversation, StimulusEvent, Transcript, TurnCode
from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording, Rendition, Share
from sidebyside.trust import keystore
from tests.conversations.written_talk import suggest, turn, write_down
from tests.journeys.conftest import sideways
from tests.journeys.people import until
from tests.journeys.talks import Stage, on_stage, sound_page
from tests.recordings.conftest import made_film
from tests.room.conftest import kept

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SIDEBYSIDE_TALK_SHOTS", "")


@pytest.fixture
def stage(
    browser: Browser, live_server: LiveServer, as_person: Callable[[Person], Client]
) -> Iterator[Stage]:
    yield from on_stage(browser, live_server, as_person)


@pytest.fixture
def written(stage: Stage) -> Transcript:
    talk = Conversation.objects.create(strand=stage.cast.strand)
    made = write_down(talk, stage.cast)
    film = Recording.objects.create(
        strand=stage.cast.strand, owner=stage.cast.ana, state=Recording.State.READY, duration_ms=1_200_000
    )
    Share.objects.create(recording=film, whole=True, opening=1)
    for deed, at_ms, film_ms in (
        ("play", 30_000, 490_000),
        ("pause", 62_000, 522_000),
        ("play", 150_000, 490_000),
        ("pause", 165_000, 505_000),
    ):
        StimulusEvent.objects.create(
            conversation=talk, recording=film, deed=deed, at_ms=at_ms, film_ms=film_ms
        )
    suggest(made)
    return made


def at(stage: Stage, more: str) -> str:
    return f"/cycle/{stage.cast.strand.code}/talk/{more}"


def test_suggestions_come_to_a_page_that_waits_for_them_and_interrupt_nobody_who_has_begun(
    stage: Stage,
) -> None:
    made = write_down(Conversation.objects.create(strand=stage.cast.strand), stage.cast)
    waits, begun = (
        stage.page(stage.seat(one, 1366), at(stage, "codes/")) for one in (stage.cast.ana, stage.cast.ben)
    )
    expect(waits.get_by_text("are being made on this server", exact=False)).to_be_visible()
    begun.keyboard.press("q")
    suggest(made)
    expect(waits.get_by_role("button", name="Take it").first).to_be_visible()
    expect(begun.get_by_role("alert")).to_have_text("There are suggestions now. Reload to see them.")


@pytest.mark.parametrize("width", [1366, 390])
def test_the_reading_and_the_talk_in_time(stage: Stage, written: Transcript, width: int) -> None:
    page = stage.page(stage.seat(stage.cast.ana, width), at(stage, "reading/"))
    expect(page.get_by_role("heading", name="One thing to try")).to_be_visible()
    sound_page(page, f"reading-{width}")
    page.get_by_role("link", name="In time").click()
    expect(page.locator("#as-table")).to_be_hidden()
    sound_page(page, f"in-time-{width}")
    page.locator("[data-turns] a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    expect(page.locator("#as-table")).to_be_visible()
    sound_page(page, f"in-time-table-{width}")


def told(stage: Stage, written: Transcript, number: int, dimension: str) -> dict[str, Any] | None:
    """What the server holds of a turn, None where nothing is coded."""
    row = TurnCode.objects.filter(turn_code=turn(written, number), dimension=dimension, coder=None).first()
    if row is None or not row.value:
        return None
    row.transcript = written
    found: dict[str, Any] = json.loads(row.value)
    return found


def waits_until(page: Page, holds: Callable[[], bool]) -> None:
    for _round in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to this")


def test_a_talk_is_coded_by_keyboard_alone(stage: Stage, written: Transcript) -> None:
    page = stage.page(stage.seat(stage.cast.ben, 1366), at(stage, "codes/"))
    sound_page(page, "codes-1366")
    turns = page.locator("[data-code-turn]")
    turns.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".coded-turns li").first.locator(".is-coded")).to_have_text("question (open)")
    page.keyboard.press("ArrowDown")
    expect(turns.nth(1)).to_be_focused()
    expect(page.locator("[data-says='text']")).to_contain_text("I wanted them to think")
    page.keyboard.press("j")
    page.keyboard.press("Shift+N")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("v")
    page.keyboard.press("r")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("0")
    expect(page.locator(".coded-turns li").nth(1).locator(".is-coded")).to_have_count(3)
    page.keyboard.press("z")
    expect(page.locator(".coded-turns li").nth(1).locator(".is-coded")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    expect(turns.nth(3)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    sound_page(page, "codes-keys-1366")
    page.keyboard.press("Escape")
    waits_until(page, lambda: told(stage, written, 3, "building") is not None)
    assert told(stage, written, 1, "function") == {"main": "question", "others": [], "question": "open"}
    assert told(stage, written, 2, "function") == {
        "main": "justification",
        "others": ["new idea"],
        "question": None,
    }
    assert told(stage, written, 2, "stimulus") == {"values": ["video", "recall"]}
    waits_until(page, lambda: told(stage, written, 2, "scale") is None)
    page.reload()
    expect(page.locator(".coded-turns li").first.locator(".is-coded")).to_have_text("question (open)")


def test_a_talk_is_coded_by_touch_one_turn_at_a_time(stage: Stage, written: Transcript) -> None:
    page = stage.page(stage.seat(stage.cast.ana, 390), at(stage, "codes/"))
    sound_page(page, "codes-390")
    page.get_by_role("button", name="Take it").first.click()
    expect(page.locator(".coded-turns li").first.locator(".is-coded")).to_have_count(1)
    page.get_by_role("link", name="The next turn").click()
    expect(page.locator("[data-says='text']")).to_contain_text("I wanted them to think")
    page.locator("[data-dimension='scale'] summary").click()
    page.get_by_role("button", name="a general theme or principle").click()
    page.locator("[data-dimension='subject'] summary").click()
    page.locator("[data-dimension='subject']").get_by_label("About").select_option("pace")
    sound_page(page, "codes-chosen-390")
    waits_until(page, lambda: told(stage, written, 2, "scale") == {"value": "general theme or principle"})
    waits_until(page, lambda: (told(stage, written, 2, "subject") or {}).get("tag") == "pace")


def test_choices_made_without_a_network_are_sent_later(stage: Stage, written: Transcript) -> None:
    context = stage.seat(stage.cast.ana, 1366)
    page = stage.page(context, at(stage, "codes/"))
    page.locator("[data-code-turn]").first.focus()
    context.set_offline(True)
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.get_by_text("2 choices wait on this device")).to_be_visible()
    kept = page.evaluate(
        "Object.entries(localStorage).filter(([name]) => name.includes('talk-codes')).join()"
    )
    assert kept
    assert "challenge" not in kept
    context.set_offline(False)
    page.reload()
    waits_until(page, lambda: told(stage, written, 2, "function") is not None)
    main = told(stage, written, 1, "function")
    assert main is not None
    assert main["main"] == "challenge"


def test_without_script_the_page_works_by_forms(stage: Stage, written: Transcript, browser: Browser) -> None:
    context = browser.new_context(
        base_url=stage.server.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    stage.sign_in(context, stage.cast.ana)
    stage.contexts.append(context)
    page = context.new_page()
    page.goto(at(stage, "codes/"))
    page.get_by_role("button", name="Take it").first.click()
    expect(page.locator(".coded-turns li").first.locator(".is-coded")).to_have_text("question (open)")
    page.get_by_role("link", name="The next turn").click()
    page.get_by_role("button", name="justification").first.click()
    expect(page.locator(".coded-turns li").nth(1).locator(".is-coded")).to_have_text("justification")
    page.goto(at(stage, "in-time/"))
    expect(page.locator("#as-table")).to_be_visible()


def test_they_code_blind_and_compare(stage: Stage, written: Transcript) -> None:
    ana = stage.page(stage.seat(stage.cast.ana, 1366), at(stage, "codes/"))
    ana.get_by_text("Each of us codes alone first").click()
    ana.get_by_role("button", name="Code alone, both of us").click()
    sound_page(ana, "blind-1366")
    ben = stage.page(stage.seat(stage.cast.ben, 390), at(stage, "codes/"))
    expect(ben.get_by_role("heading", level=1)).to_have_text("You each code this talk alone")
    expect(ben.get_by_role("button", name="Take it")).to_have_count(0)
    for page, keys in ((ana, "qs"), (ben, "qe")):
        page.locator("[data-code-turn]").first.focus()
        page.keyboard.press(keys[0])
        page.keyboard.press("ArrowDown")
        page.keyboard.press(keys[1])
        waits_until(page, lambda: TurnCode.objects.filter(coder__isnull=False).count() in (2, 4))
    waits_until(ben, lambda: TurnCode.objects.filter(coder__isnull=False).count() == 4)
    ana.get_by_role("button", name="I am ready to compare").click()
    ben.get_by_role("button", name="I am ready to compare").click()
    expect(ben.get_by_role("heading", level=1)).to_have_text("You see 1 place differently")
    sound_page(ben, "compare-390")
    ana.goto(at(stage, "codes/compare/"))
    sound_page(ana, "compare-1366")
    ana.get_by_role("button", name="Agree on this").first.click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Nothing is left to settle")
    assert told(stage, written, 2, "function") == {"main": "summary", "others": [], "question": None}


def test_it_prints_well(stage: Stage, written: Transcript) -> None:
    page = stage.page(stage.seat(stage.cast.ana, 1366), at(stage, "reading/"))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 760, "height": 1000})
    expect(page.get_by_role("link", name="Take away as PDF")).to_be_hidden()
    expect(page.get_by_role("heading", name="One thing to try")).to_be_visible()
    assert sideways(page) <= 0
    if SHOTS:
        page.pdf(path=str(Path(SHOTS) / "printed.pdf"))
        page.screenshot(path=str(Path(SHOTS) / "printed.png"), full_page=True)


def test_a_press_on_a_turn_plays_it_with_the_picture_that_was_on_screen(
    stage: Stage, written: Transcript
) -> None:
    body = made_film(8)
    film = Recording.objects.get(sort=Recording.Sort.LESSON)
    sound = Recording.objects.create(
        strand=stage.cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, duration_ms=8_000
    )
    for recording in (film, sound):
        keystore.make(f"recording:{recording.code}")
        kept(recording, Rendition.Role.FILM, body, "video/mp4")
    Recording.objects.filter(pk=film.pk).update(duration_ms=8_000)
    StimulusEvent.objects.all().delete()
    played = {"conversation": written.conversation, "recording": film}
    StimulusEvent.objects.create(deed="play", at_ms=0, film_ms=2_000, **played)
    StimulusEvent.objects.create(deed="pause", at_ms=5_000, film_ms=7_000, **played)
    written.conversation.tracks.create(number=0, recording=sound, stopped_at=timezone.now())
    for person, width in ((stage.cast.ana, 1366), (stage.cast.ben, 390)):
        page = stage.page(stage.seat(person, width), at(stage, "in-time/"))
        page.locator("[data-turns] a").first.click()
        expect(page.locator("[data-heard]")).to_be_visible()
        expect(page.locator("[data-says='film']").last).to_have_text("On screen: 0:02 of the film.")
        until(page, "() => document.querySelector('[data-heard] audio').currentTime > 0.2")
        until(page, "() => Math.abs(document.querySelector('[data-heard] video').currentTime - 2) < 0.1")
        until(page, "() => document.querySelector('[data-heard] video').readyState >= 2")
        sound_page(page, f"heard-{width}")
    Share.objects.update(withdrawn_at=timezone.now())
    page = stage.page(stage.seat(stage.cast.ben, 1366), at(stage, "in-time/"))
    page.locator("[data-turns] a").first.click()
    expect(page.locator("[data-says='film']").last).to_have_text("On screen: 0:02 of the film.")
    expect(page.locator("[data-heard] video")).to_have_count(0)
