"""Coding by keyboard, reading, comparing, and the page on paper: in real browsers, wide and narrow."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.conversations.models import Conversation, StimulusEvent, Transcript
from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording, Share
from tests.conversations.written_talk import suggest, write_down
from tests.journeys.conftest import broken_rules, sideways
from tests.journeys.test_talk import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SIDEBYSIDE_TALK_SHOTS", "")


@pytest.fixture
def stage(
    browser: Browser, live_server: LiveServer, as_person: Callable[[Person], Client]
) -> Iterator[Stage]:
    made = Stage(browser, live_server, as_person)
    yield made
    for context in made.contexts:
        context.close()
    assert not made.problems, made.problems


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


def look(page: Page, name: str) -> None:
    """No wider than its window, and nothing that axe finds wrong."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert sideways(page) <= 0, name
    assert broken_rules(page) == [], name


def at(stage: Stage, more: str) -> str:
    return f"/cycle/{stage.cast.strand.code}/talk/{more}"


@pytest.mark.parametrize("width", [1366, 390])
def test_the_reading_and_the_talk_in_time(stage: Stage, written: Transcript, width: int) -> None:
    page = stage.page(stage.seat(stage.cast.ana, width), at(stage, "reading/"))
    expect(page.get_by_role("heading", name="One thing to try")).to_be_visible()
    look(page, f"reading-{width}")
    page.get_by_role("link", name="In time").click()
    expect(page.locator("#as-table")).to_be_hidden()
    look(page, f"in-time-{width}")
    page.locator("[data-turns] a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    expect(page.locator("#as-table")).to_be_visible()
    look(page, f"in-time-table-{width}")


@pytest.mark.parametrize("width", [1366, 390])
def test_codes_are_chosen_by_keyboard_and_by_touch(stage: Stage, written: Transcript, width: int) -> None:
    page = stage.page(stage.seat(stage.cast.ben, width), at(stage, "codes/"))
    look(page, f"codes-{width}")
