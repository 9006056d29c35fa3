"""A real browser against the whole application. There is no pretending when no browser is there."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from sidebyside.people.models import Person
from sidebyside.web.commands.test import find_chromium
from tests.cast import Cast, gather
from tests.journeys import stack
from tests.journeys.devices import Devices, make_devices
from tests.journeys.filming import Filmer
from tests.journeys.people import Somebody

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ARGUMENTS += ["--no-first-run", "--autoplay-policy=no-user-gesture-required"]
# A microphone and a camera that beep, so that a recorder really records.
ARGUMENTS += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]

# How soon a page answers is no matter of these tests, and two at a time share the machine: whoever waits for what is
# to come waits long, and only a test that fails takes that time.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

# Playwright's loop runs in this thread, and Django would take every query for one inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = find_chromium()
    if not found:
        reason = "no Chromium or Chrome was found: install one, or set CHROMIUM to its path"
        # Where nobody looks on, a journey that is not made must not pass for one that went well.
        (pytest.fail if os.environ.get("CI", "").lower() in {"true", "1", "yes"} else pytest.skip)(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server() -> Iterator[stack.Running]:
    """A real school of four processes. One for all tests: each brings its own people into it."""
    with stack.school() as running:
        yield running


@pytest.fixture(scope="session")
def demo() -> Iterator[stack.Running]:
    with stack.demo() as running:
        yield running


@pytest.fixture
def pair(server: stack.Running) -> stack.Pair:
    """A pair of the test's own in the school that all tests share."""
    return server.settle_pair()


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., Somebody]]:
    """``person(server, "Ana", width=390)``: a browser of somebody's own. Any complaint of it fails the test."""
    everybody: list[Somebody] = []

    def came(running: stack.Running, name: str, width: int = 1366, **options: object) -> Somebody:
        one = Somebody(browser, running.url, name, width, **options)
        everybody.append(one)
        return one

    yield came
    for one in everybody:
        one.context.close()
    assert [words for one in everybody for words in one.complaints] == []


@pytest.fixture(scope="session")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Devices:
    return make_devices(tmp_path_factory.mktemp("devices"))


@pytest.fixture
def filmer(
    browser: Browser, server: stack.Running, devices: Devices, tmp_path: Path
) -> Iterator[Callable[..., Filmer]]:
    """``filmer(pair.ana, 390)``: somebody whose browser has a camera, and a disk that outlives a kill."""
    everybody: list[Filmer] = []

    def came(email: str, width: int = 1366, running: stack.Running | None = None) -> Filmer:
        one = Filmer(browser, running or server, devices, tmp_path / str(len(everybody)), email, width)
        everybody.append(one)
        return one

    yield came
    assert [words for one in everybody for words in one.complaints] == []


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer) -> Cast:
    return gather()


@pytest.fixture
def opened_for(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of somebody's own, signed in. Every policy report and script error fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(person: Person, width: int = 1366, height: int = 860, **options: object) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((f"{live_server.url}/", "blob:", "data:"))
                else complaints.append(f"asked elsewhere: {asked.url}")
            ),
        )
        context.on(
            "console",
            lambda message: (
                complaints.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        sign_in(context, person, live_server.url)
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(context: BrowserContext, person: Person, address: str) -> None:
    client = Client()
    client.force_login(person, backend="sidebyside.people.backends.EmailBackend")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def sideways(page: Page) -> int:
    """How far a page is wider than its window, in px."""
    page.wait_for_load_state()
    found: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found


def broken_rules(page: Page) -> list[str]:
    """What axe-core finds wrong: rule, and the first place."""
    # A press ends when the next page begins to come.
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
