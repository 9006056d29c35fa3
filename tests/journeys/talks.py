"""Two people at two screens with a talk between them, and what their browsers complained of."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response
from pytest_django.live_server_helper import LiveServer

from sidebyside.conversations.models import Conversation
from sidebyside.people.models import Person
from tests.cast import Cast, gather
from tests.journeys.conftest import broken_rules, sideways

SHOTS = os.environ.get("SIDEBYSIDE_TALK_SHOTS", "")


class Stage:
    """Two people at two screens, and what their browsers complained of."""

    def __init__(self, browser: Browser, server: LiveServer, as_person: Callable[[Person], Client]) -> None:
        self.cast: Cast = gather()
        self.browser, self.server, self.as_person = browser, server, as_person
        self.problems: list[str] = []
        self.contexts: list[BrowserContext] = []

    def seat(self, person: Person, width: int) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.server.url,
            viewport={"width": width, "height": 844 if width < 500 else 900},
            permissions=["microphone"],
        )
        self.sign_in(context, person)
        self.contexts.append(context)
        return context

    def sign_in(self, context: BrowserContext, person: Person) -> None:
        session = self.as_person(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": self.server.url}])

    def page(self, context: BrowserContext, path: str) -> Page:
        page = context.new_page()
        page.on("console", lambda message: self.heard(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("response", self.answered)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(path)
        return page

    def heard(self, kind: str, text: str) -> None:
        # A network that we took away ourselves is no complaint, and refusals are told with their address.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.problems.append(text)

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")

    @property
    def meet(self) -> str:
        return f"/cycle/{self.cast.strand.code}/meet/"

    @property
    def talk(self) -> Conversation:
        return Conversation.objects.get(strand=self.cast.strand)


def on_stage(
    browser: Browser, server: LiveServer, as_person: Callable[[Person], Client], wanted: tuple[str, ...] = ()
) -> Iterator[Stage]:
    """``wanted``: how complaints begin that a test brings about on purpose, "409 POST" for example."""
    made = Stage(browser, server, as_person)
    yield made
    for context in made.contexts:
        context.close()
    wrong = [words for words in made.problems if not words.startswith(wanted)]
    assert not wrong, wrong


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def sound_page(page: Page, name: str) -> None:
    """No wider than its window, and nothing that axe finds wrong."""
    shot(page, name)
    assert sideways(page) <= 0, name
    # At its end a bar stands in its own place: a target that is half scrolled under it is not a small one.
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert broken_rules(page) == [], name
