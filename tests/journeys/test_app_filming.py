"""Filming from the home screen: with no network at all, and for a colleague who then takes the filming back."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sidebyside.web.commands.test import find_chromium
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.people import Somebody, until
from tests.journeys.stack import Pair, Running
from tests.journeys.test_app import only_the_shell_is_kept, works

pytestmark = pytest.mark.journey

POST = """async (address) => {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return (await fetch(address, { method: 'POST', headers: { 'X-CSRFToken': token } })).status;
}"""


# An older film of the same make beside the one that lies here, so that one can be let go and the other must stay.
COPY_FILM = """(code) => new Promise((settle) => {
  const asked = indexedDB.open('sidebyside-filming');
  asked.onsuccess = () => {
    const writing = asked.result.transaction(['films', 'parts', 'slices'], 'readwrite');
    for (const table of ['films', 'parts', 'slices']) {
      const rows = writing.objectStore(table);
      rows.getAll().onsuccess = ({ target }) => {
        for (const row of target.result) rows.put({ ...row, film: code, at: (row.at ?? 0) - 60_000 });
      };
    }
    writing.oncomplete = () => { asked.result.close(); settle(); };
  };
})"""
CODES_HERE = """() => new Promise((settle) => {
  const asked = indexedDB.open('sidebyside-filming');
  asked.onsuccess = async () => {
    const reading = asked.result.transaction(['films', 'parts', 'slices']);
    const all = ['films', 'parts', 'slices'].map((table) => new Promise((told) => {
      reading.objectStore(table).getAll().onsuccess = ({ target }) => told(target.result.map((row) => row.film));
    }));
    const found = await Promise.all(all);
    asked.result.close();
    settle(found.map((codes) => [...new Set(codes)]));
  };
})"""


class OnDisk:
    """Opens each context as a browser with a profile on the disk: a private window has no room for a lesson."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.kind, self.folder = browser.browser_type, folder

    def new_context(self, **options: Any) -> BrowserContext:
        return self.kind.launch_persistent_context(
            self.folder, executable_path=find_chromium(), args=ARGUMENTS, **options
        )


@pytest.fixture
def comes(server: Running, browser: Browser, tmp_path: Path) -> Iterator[Callable[[str, str], Somebody]]:
    """Somebody with a phone that has a camera, signed in, with the worker at work."""
    everybody: list[Somebody] = []

    def came(name: str, email: str) -> Somebody:
        phone: Any = OnDisk(browser, tmp_path / name)
        one = Somebody(phone, server.url, name, 390, 800, has_touch=True, is_mobile=True)
        everybody.append(one)
        one.context.grant_permissions(["camera", "microphone"], origin=server.url)
        one.page.on("dialog", lambda dialog: dialog.accept())
        one.sign_in(email)
        works(one.page)
        return one

    yield came
    for one in everybody:
        one.context.close()
    assert [words for one in everybody for words in one.complaints] == []


def film_a_little(page: Page, seconds: float) -> None:
    page.get_by_role("button", name="Start filming").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Filming")
    page.wait_for_timeout(1000 * seconds)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Stopped"))


def test_a_lesson_is_filmed_with_no_network_and_arrives_by_itself_when_it_is_back(
    comes: Callable[[str, str], Somebody], pair: Pair
) -> None:
    ana = comes("Ana", pair.ana)
    page = ana.page
    ana.go("/")
    before = page.locator("h1").inner_text()
    ana.context.set_offline(True)
    page.goto("/film-now/")
    ana.stands_on("Sidebyside cannot be reached just now")
    page.get_by_role("link", name="Film your lesson").click()
    expect(page.get_by_role("button", name="Start filming")).to_be_visible()
    ana.look()
    film_a_little(page, 4)
    expect(page.get_by_text("The network is away")).to_be_visible()
    page.goto("/")
    expect(page.locator("[data-waits]")).to_have_text(
        re.compile(r"One thing waits on this device: [\d.]+ [kM]B\.")
    )
    ana.context.set_offline(False)
    ana.stands_on(before)
    expect(page.locator("film-courier")).to_contain_text("has arrived and is safe")
    only_the_shell_is_kept(page)
    ana.go("/waiting/")
    ana.stands_on("Nothing waits on this device")
    page.goto(f"{pair.cycle}film/")
    ana.stands_on(re.compile("being made ready|Only you can see"))


def test_what_a_coach_filmed_stays_on_their_device_when_the_filming_was_taken_back(
    comes: Callable[[str, str], Somebody], pair: Pair
) -> None:
    ana, ben = comes("Ana", pair.ana), comes("Ben", pair.ben)
    assert ana.page.evaluate(POST, f"{pair.cycle}film/hand-over/") == 200
    page = ben.page
    ben.go("/film-now/")
    ben.stands_on("Film Ana’s lesson")
    ben.context.set_offline(True)
    film_a_little(page, 3)
    assert ana.page.evaluate(POST, f"{pair.cycle}film/take-filming-back/") == 200
    ben.allowed |= {404}
    ben.context.set_offline(False)
    ben.go("/waiting/")
    ben.stands_on("One thing waits on this device")
    ben.sees("Ana took the filming back: ask Ana.")
    expect(page.get_by_role("button", name="Send now")).to_have_count(0)
    sign_out_is_asked_about(ben)
    one_copy_goes_and_the_other_stays(ben)
    assert ana.page.evaluate(POST, f"{pair.cycle}film/hand-over/") == 200
    page.reload()
    until(page, "() => document.querySelector('film-courier')?.textContent.includes('safe')", seconds=60)
    ben.stands_on("Nothing waits on this device")


def sign_out_is_asked_about(one: Somebody) -> None:
    page = one.page
    page.locator("header.top details.menu summary").last.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    warning = page.get_by_role("dialog", name="Something still waits on this device")
    expect(warning).to_contain_text(re.compile(r"a film \([\d.]+ [kM]B\)"))
    warning.get_by_role("button", name="Stay").click()


def one_copy_goes_and_the_other_stays(one: Somebody) -> None:
    page = one.page
    before = page.evaluate(CODES_HERE)
    page.evaluate(COPY_FILM, "00000000-0000-4000-8000-000000000001")
    page.reload()
    one.stands_on("2 things wait on this device")
    # The oldest stands first.
    page.get_by_role("button", name="Delete this copy").first.click()
    page.get_by_role("button", name="Keep it").click()
    one.stands_on("2 things wait on this device")
    page.get_by_role("button", name="Delete this copy").first.click()
    page.get_by_role("button", name="Delete it for good").click()
    one.stands_on("One thing waits on this device")
    assert page.evaluate(CODES_HERE) == before
