"""Filming from the home screen: with no network at all, and for a colleague who then takes the filming back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import Somebody, until
from tests.journeys.stack import Pair, Running
from tests.journeys.test_app import only_the_shell_is_kept, works

pytestmark = pytest.mark.journey

POST = """async (address) => {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return (await fetch(address, { method: 'POST', headers: { 'X-CSRFToken': token } })).status;
}"""


@pytest.fixture
def comes(server: Running, person: Callable[..., Somebody]) -> Callable[[str, str], Somebody]:
    """Somebody with a phone that has a camera, signed in, with the worker at work."""

    def came(name: str, email: str) -> Somebody:
        one = person(server, name, width=390, height=800, has_touch=True, is_mobile=True)
        one.context.grant_permissions(["camera", "microphone"], origin=server.url)
        one.page.on("dialog", lambda dialog: dialog.accept())
        one.sign_in(email)
        works(one.page)
        return one

    return came


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
    expect(page.locator("film-courier")).to_contain_text("has arrived and is safe", timeout=45_000)
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
