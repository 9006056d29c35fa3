"""Choosing, sending and playing a film as a person does it."""

import hashlib
import re
from pathlib import Path

from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.people import Somebody, until


def slow_down(page: Page, bytes_a_second: int) -> CDPSession:
    """A line that takes so much up; -1 for as much as there is."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    crawl(session, bytes_a_second)
    return session


def crawl(session: CDPSession, bytes_a_second: int) -> None:
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second},
    )


def cut(session: CDPSession) -> None:
    """No network at all. Not by the context's own switch: of two such rules in a browser one is forgotten."""
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )


def choose(page: Page, path: Path, button: str = "Send") -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#film-file").click()
    chooser.value.set_files(path)
    page.get_by_role("button", name=button, exact=True).click()


def send_film(one: Somebody, path: Path, bytes_a_second: int = -1) -> None:
    page = one.page
    session = slow_down(page, bytes_a_second)
    choose(page, path)
    if bytes_a_second > 0:
        expect(page.locator("film-upload [data-bar]")).to_be_visible()
        expect(page.locator("film-upload [data-much]")).to_contain_text(" of ")
        expect(page.locator("film-upload [data-left]")).not_to_be_empty()
        until(page, "document.querySelector('film-upload [data-bar] progress').value > 100")
    expect(page.locator("film-upload")).to_have_count(0, timeout=120_000)
    session.detach()


def wait_until_ready(one: Somebody) -> None:
    heading = one.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("Only you can see|could not be made"), timeout=120_000)
    assert "Only you" in heading.inner_text(), one.page.locator("main").inner_text()
    expect(one.page.locator("film-progress")).to_have_count(0, timeout=120_000)


def play_a_little(page: Page) -> None:
    page.locator("video").evaluate("video => { video.muted = true; return video.play(); }")
    until(page, "document.querySelector('video').currentTime > 0.3")
    page.locator("video").evaluate("video => video.pause()")


def source_of(page: Page) -> str:
    """The address of the bytes that the page plays."""
    found: str = page.locator("video").first.evaluate("video => new URL(video.src).pathname")
    return found


def digest_of_played(one: Somebody, address: str) -> str:
    """Of all that a player is given for this address, piece by piece as the server caps it."""
    digest, at = hashlib.sha256(), 0
    while True:
        answer = one.context.request.get(one.url + address, headers={"Range": f"bytes={at}-"})
        assert answer.status == 206, answer.status
        body = answer.body()
        digest.update(body)
        at += len(body)
        if at >= int(answer.headers["content-range"].rsplit("/", 1)[1]):
            return digest.hexdigest()
