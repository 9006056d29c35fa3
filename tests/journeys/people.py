"""Somebody at a screen of their own, who complains about whatever a browser complains about."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    expect,
)

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "four ordinary words"
CODES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/join/)[^/]+")


class Somebody:
    """``allowed`` are statuses that a test brings about on purpose; every other from 400 on is a complaint."""

    def __init__(
        self, browser: Browser, url: str, name: str, width: int = 1366, height: int = 860, **options: Any
    ) -> None:
        self.name, self.url = name, url
        self.complaints: list[str] = []
        self.allowed: set[int] = set()
        self.network_is_away = False
        self.looked_at: set[str] = set()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=url,
            permissions=["microphone"],
            **options,
        )
        self.context.set_default_timeout(60_000)
        self.context.set_default_navigation_timeout(45_000)
        self.context.on("console", self.heard)
        self.context.on("weberror", lambda error: self.complain(str(error.error)))
        self.context.on("request", self.asked)
        self.context.on("response", self.answered)
        self.page = self.context.new_page()

    def complain(self, words: str) -> None:
        self.complaints.append(f"{self.name}: {words}")

    def heard(self, message: ConsoleMessage) -> None:
        # Refusals are told by `answered` with their address, and a network taken away by us is no complaint.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complain(f"{message.type}: {message.text}")

    def asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "blob:", "data:")):
            self.complain(f"asked elsewhere: {request.url}")

    def answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.complain(f"{response.status} {response.request.method} {response.url}")

    def go(self, path: str) -> None:
        try:
            self.page.goto(path)
        except Error as error:
            # A page may be going somewhere by itself in this very moment, once a talk has ended for example.
            if not any(words in str(error) for words in ("ERR_ABORTED", "interrupted by another navigation")):
                raise
            self.page.goto(path)
        self.look()

    def press(self, name: str, role: Any = "button", *, exact: bool = True) -> None:
        """Presses what leads to another page, and looks at that."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.look()

    def follow(self, name: str) -> None:
        self.press(name, "link")

    def fill(self, **words: str) -> None:
        """Fields by their names, because a label says what a field is in more words than a test needs."""
        for name, value in words.items():
            self.page.locator(f"[name={name}]:visible").first.fill(value)

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def stands_on(self, heading: str | re.Pattern[str], timeout: float = 60_000) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading, timeout=timeout)

    def look(self) -> None:
        """Each page once a person: clean in axe's eyes, and no wider than the screen."""
        seen = CODES.sub("…", self.page.url) + self.page.locator("h1").first.inner_text()
        if seen in self.looked_at:
            return
        self.looked_at.add(seen)
        broken = broken_rules(self.page)
        assert not broken, f"{self.page.url}: {broken}"
        assert sideways(self.page) <= 0, f"{self.page.url} is too wide by {sideways(self.page)} px"

    def status_of(self, path: str) -> int:
        """Asked with this person's session, by the browser's own client."""
        return self.context.request.get(f"{self.url}{path}", max_redirects=0).status

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/sign-in/")
        self.fill(email=email, password=password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("button", name="Sign in", exact=True)).to_have_count(0)

    def sign_out(self) -> None:
        self.page.locator("header.top details.menu summary").last.click()
        self.page.get_by_role("button", name="Sign out").click()
        self.stands_on("Sign in")


def settled(page: Page, do: Callable[[], Any]) -> Any:
    """A page that reloads itself may do so in the middle of a question: then it is asked once more."""
    try:
        return do()
    except Error as error:
        if "Execution context was destroyed" not in str(error):
            raise
        page.wait_for_load_state()
        return do()


def broken_rules(page: Page) -> list[str]:
    """What axe-core finds wrong: the rule, and the first place."""
    run = "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"

    def ask() -> Any:
        page.evaluate(AXE.read_text())
        return page.evaluate(run, RULES)

    found = settled(page, ask)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


def sideways(page: Page) -> int:
    """How far a page is wider than its window, in px."""
    found: int = settled(page, lambda: page.evaluate("document.documentElement.scrollWidth - innerWidth"))
    return found


def until(page: Page, holds: str, arg: object = None, seconds: float = 30) -> None:
    """Waits for an expression to hold. The browser's own waiting would need eval, which our policy forbids."""
    ends = time.monotonic() + seconds
    while not settled(page, lambda: page.evaluate(holds, arg)):
        assert time.monotonic() < ends, f"it never came to this on {page.url}: {holds}"
        page.wait_for_timeout(100)
