"""Filming as a person does it, in a browser with a disk of its own, and what is then on that disk and on the server."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.journeys.devices import Devices, kill_browser, own_browser
from tests.journeys.people import PASSWORD, broken_rules, sideways, until
from tests.journeys.stack import ROOT, Pair, Running

FILMERS = Callable[..., "Filmer"]
SAFE = "Safe: you can put the device away"
# What a device holds of films: how many, and every byte of it as one string of hex digits. Read as of one moment: a
# film that is safe goes with its slices between two readings.
ON_DEVICE = """async () => {
  const asked = indexedDB.open("sidebyside-filming");
  const base = await new Promise((settle) => { asked.onsuccess = () => settle(asked.result); });
  const names = ["films", "parts", "slices"].filter((name) => base.objectStoreNames.contains(name));
  const reading = names.length ? base.transaction(names) : null;
  const rows = (name) => new Promise((settle) => {
    if (!names.includes(name)) { settle([]); return; }
    const found = reading.objectStore(name).getAll();
    found.onsuccess = () => settle(found.result);
  });
  const [films, parts, slices] = await Promise.all(["films", "parts", "slices"].map(rows));
  base.close();
  const sizes = slices.map((one) => one.bytes.length);
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  return { films, parts, sizes, bytes: slices.map((one) => hex(one.bytes)).join("") };
}"""


@dataclass
class Filmer:
    """Somebody who films. ``allowed``: statuses that a test brings about on purpose."""

    browser: Browser
    server: Running
    devices: Devices
    folder: Path
    email: str
    width: int = 1366
    allowed: set[int] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def at_the_screen(self, *, lets_in: bool = True) -> Iterator[Page]:
        """The browser opens, or opens again after it was closed or killed."""
        kind = self.browser.browser_type
        url, width = self.server.url, self.width
        with own_browser(kind, self.folder, self.devices, url, width, lets_in=lets_in) as context:
            context.set_default_timeout(60_000)
            context.on("weberror", lambda error: self.complaints.append(str(error.error)))
            context.on("response", self._answered)
            context.on("console", self._heard)
            page = context.pages[0]
            page.on("dialog", lambda dialog: dialog.accept())
            self.sign_in(page)
            yield page

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, page: Page) -> None:
        page.goto("/sign-in/")
        if page.locator("[name=password]").count():
            page.locator("[name=email]").fill(self.email)
            page.locator("[name=password]").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("button", name="Sign in")).to_have_count(0)

    def kill(self) -> None:
        kill_browser(self.folder)


def is_in(page: Page, state: str) -> None:
    expect(page.locator("film-recorder")).to_have_attribute("state", state)


def look_through(page: Page, pair: Pair, *, more: str = "") -> None:
    """Nobody is asked about the camera in these browsers: the page opens it by itself."""
    page.goto(f"{pair.cycle}film/record/{more}")
    is_in(page, "look")


def start(page: Page) -> None:
    page.locator("[data-do=film]").click()
    is_in(page, "filming")


def film_for(page: Page, ms: int) -> None:
    """Until the page's own clock of the film has come so far."""
    until(page, "ms => (document.querySelector('film-recorder').filming?.filmedMs ?? 0) >= ms", ms, 60)


def filmed_ms(page: Page) -> float:
    found: float = page.evaluate("document.querySelector('film-recorder').filming.filmedMs")
    return found


def stop(page: Page) -> None:
    page.locator("[data-do=stop]").click()
    is_in(page, "stopped")


def becomes_safe(page: Page, heading: str = SAFE) -> None:
    is_in(page, "safe")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert on_device(page)["films"] == []


def on_device(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(ON_DEVICE)
    assert bool(found["films"]) == bool(found["sizes"])
    return found


def leaves_the_device(page: Page) -> None:
    """Sent from whichever page is open."""
    for _try in range(240):
        if not on_device(page)["films"]:
            return
        page.wait_for_timeout(500)
    raise AssertionError(
        f"still on the device, and its page says: {page.locator('film-courier').inner_text()!r}"
    )


def on_server(server: Running, pair: Pair) -> list[dict[str, Any]]:
    strand = pair.cycle.strip("/").rsplit("/", 1)[1]
    command = [sys.executable, "-m", "tests.journeys.filmed", strand]
    printed = subprocess.run(
        command, env=server.environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert printed.returncode == 0, printed.stderr
    found: list[dict[str, Any]] = json.loads(printed.stdout)
    return found


def sound_page(page: Page) -> None:
    assert broken_rules(page) == []
    assert sideways(page) <= 0
