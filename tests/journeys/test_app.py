"""Sidebyside on the home screen: installed, without a network, a film shared to it, what waits on the device."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sidebyside.web.commands.test import find_chromium
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.films import crawl, slow_down, wait_until_ready
from tests.journeys.people import PASSWORD, Somebody, sideways, until
from tests.journeys.stack import Pair, Running
from tests.recordings.conftest import made_film

pytestmark = pytest.mark.journey

WORKS = "async () => Boolean((await navigator.serviceWorker.ready).active?.state === 'activated')"
# All that any cache of this browser holds for us: addresses, and what stands in the pages among them.
CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      found.push({ name, path: new URL(request.url).pathname, text: await answer.text() });
    }
  }
  return found;
}"""
KEPT_FILMS = """() => new Promise((settle) => {
  const asked = indexedDB.open('sidebyside-shared');
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = (event) => { event.preventDefault(); settle([]); };
  asked.onsuccess = () => {
    const rows = asked.result.transaction('films').objectStore('films').getAll();
    rows.onsuccess = () => { asked.result.close(); settle(rows.result.map((row) => [row.file.name, row.file.size])); };
  };
})"""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gallery") / "Quillgallery.mp4"
    path.write_bytes(made_film(6.0))
    return path


@pytest.fixture
def ana(server: Running, pair: Pair, person: Callable[..., Somebody]) -> Somebody:
    """On her phone, signed in, with the worker at work."""
    ana = person(server, "Ana", width=390, height=800, has_touch=True, is_mobile=True)
    ana.sign_in(pair.ana)
    works(ana.page)
    return ana


def works(page: Page) -> None:
    page.wait_for_load_state()
    until(page, WORKS)
    page.reload()
    until(page, "() => Boolean(navigator.serviceWorker.controller)")


def share(page: Page, film: Path) -> None:
    """As a phone's gallery does it: a form with the file, posted to the app's own address."""
    page.evaluate(
        """() => {
          const form = document.createElement('form');
          Object.assign(form, { method: 'post', action: '/take-in/', enctype: 'multipart/form-data', id: 'gallery' });
          const input = document.createElement('input');
          Object.assign(input, { type: 'file', name: 'film' });
          form.append(input);
          document.body.append(form);
        }"""
    )
    page.locator("#gallery input").set_input_files(film)
    with page.expect_navigation(url=re.compile("/take-in/")):
        page.evaluate("document.getElementById('gallery').submit()")


@pytest.fixture
def profile(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a profile of its own: nothing is installed from a private window."""
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=find_chromium(), args=ARGUMENTS
    )
    yield context
    context.close()


def test_a_browser_finds_nothing_that_keeps_it_from_being_installed(
    server: Running, pair: Pair, profile: BrowserContext
) -> None:
    page = profile.new_page()
    page.goto(f"{server.url}/sign-in/")
    page.locator("[name=email]").fill(pair.ana)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)
    works(page)
    session = profile.new_cdp_session(page)
    read = session.send("Page.getAppManifest")
    assert read["errors"] == []
    assert json.loads(read["data"])["name"] == "Sidebyside"
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_a_shared_film_is_kept_sent_to_its_lesson_through_a_reload_and_then_gone_from_the_device(
    ana: Somebody, lesson: Path
) -> None:
    page = ana.page
    page.on("dialog", lambda dialog: dialog.accept())
    share(page, lesson)
    ana.stands_on("Bring a film that you shared")
    ana.sees("Quillgallery.mp4")
    ana.look()
    assert page.evaluate(KEPT_FILMS) == [["Quillgallery.mp4", lesson.stat().st_size]]
    line = slow_down(page, 40_000)
    ana.press("Send it")
    expect(page.locator("film-upload [data-bar]")).to_be_visible()
    until(page, "document.querySelector('film-upload progress').value > 100")
    page.reload()
    # Nobody chooses anything again: the device has the file.
    expect(page.locator("film-upload [data-bar]")).to_be_visible()
    crawl(line, -1)
    expect(page.locator("film-upload")).to_have_count(0)
    wait_until_ready(ana)
    assert page.evaluate(KEPT_FILMS) == []
    ana.go("/waiting/")
    ana.stands_on("Nothing waits on this device")
    only_the_shell_is_kept(page)


def only_the_shell_is_kept(page: Page) -> None:
    cached = page.evaluate(CACHED)
    assert len({one["name"] for one in cached}) == 1
    pages = [one for one in cached if not one["path"].startswith("/static/")]
    assert sorted(one["path"] for one in pages) == ["/offline/", "/offline/film/"]
    assert not [one for one in pages if re.search(r"Ana\b|Ben\b|csrf|data-person|Quill", one["text"])]
    assert all(re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", one["path"]) for one in cached if one not in pages)


def test_without_a_network_a_page_says_what_waits_and_goes_on_by_itself(ana: Somebody, lesson: Path) -> None:
    page = ana.page
    share(page, lesson)
    ana.go("/")
    before = page.locator("h1").inner_text()
    ana.context.set_offline(True)
    page.goto("/account/")
    ana.stands_on("Sidebyside cannot be reached just now")
    expect(page.locator("[data-waits]")).to_have_text(re.compile(r"One thing waits on this device: \d+ kB\."))
    ana.look()
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    page.goto("/")
    ana.stands_on("Sidebyside cannot be reached just now")
    assert "Quillgallery" not in page.content()
    expect(page.get_by_role("link", name="Film your lesson")).to_be_visible()
    page.goto("/offline/film/")
    ana.stands_on("No lesson can be filmed here just now")
    page.go_back()
    ana.context.set_offline(False)
    ana.stands_on(before)


def test_signing_out_warns_while_something_waits_and_loses_nothing(
    ana: Somebody, pair: Pair, lesson: Path
) -> None:
    page = ana.page
    share(page, lesson)
    ana.sees("Quillgallery.mp4")
    menu = page.locator("header.top details.menu summary").last
    menu.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    warning = page.get_by_role("dialog", name="Something still waits on this device")
    expect(warning).to_contain_text(re.compile(r"a shared film \(\d+ kB\)"))
    assert sideways(page) <= 0
    warning.get_by_role("button", name="Stay").click()
    expect(warning).to_be_hidden()
    page.get_by_role("button", name="Sign out", exact=True).click()
    warning.get_by_role("button", name="Sign out anyway").click()
    ana.stands_on("Sign in")
    nobody_films_here_without_a_network(ana)
    ana.sign_in(pair.ben)
    ana.go("/waiting/")
    ana.stands_on("Nothing waits on this device")
    ana.sign_out()
    ana.sign_in(pair.ana)
    ana.go("/waiting/")
    ana.stands_on("One thing waits on this device")
    ana.sees("Quillgallery.mp4")
    let_go(ana)


def nobody_films_here_without_a_network(one: Somebody) -> None:
    page = one.page
    one.context.set_offline(True)
    page.goto("/film-now/")
    expect(page.locator("[data-waits]")).to_have_text(re.compile("One thing waits"))
    expect(page.locator("[data-can-film]")).to_be_hidden()
    one.context.set_offline(False)
    # It goes on to where it was asked to go, and that asks who comes.
    one.stands_on("Sign in")


def let_go(ana: Somebody) -> None:
    """The copy on the device goes in two steps, and the first leads back as well."""
    page = ana.page
    page.get_by_role("button", name="Delete this copy").click()
    page.get_by_role("button", name="Keep it").click()
    assert page.evaluate(KEPT_FILMS)
    page.get_by_role("button", name="Delete this copy").click()
    page.get_by_role("button", name="Delete it for good").click()
    ana.stands_on("Nothing waits on this device")
    assert page.evaluate(KEPT_FILMS) == []


def test_the_worker_lets_go_of_the_shell_of_an_older_version(ana: Somebody) -> None:
    page = ana.page
    page.evaluate(
        "caches.open('sidebyside.shell/older').then((old) => old.put('/static/web/old.js', new Response('1')))"
    )
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.unregister())")
    page.reload()
    works(page)
    until(page, "async () => !(await caches.keys()).includes('sidebyside.shell/older')")
    only_the_shell_is_kept(page)
