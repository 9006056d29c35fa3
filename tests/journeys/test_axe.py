"""Every page of the made school that Ana, Ben and Dora can reach by links: clean, narrow enough, from here only."""

import os
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Somebody, broken_rules, sideways
from tests.journeys.stack import ROOT, Running

pytestmark = pytest.mark.journey

CODE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# Of pages that differ by their text alone, one is looked at.
ALIKE = re.compile(r"^/(training|read|guides)/[^/]+/")
NO_PAGES = re.compile(r"^/(static|film|upload|demo|look)/|^/papers/\w+/\w+/$|\.ics$")
# Each width and each scheme for each of them, without looking at every page four times.
WAYS = {
    "Ana": [(1366, "light"), (390, "dark")],
    "Ben": [(1366, "dark"), (390, "light")],
    "Dora": [(1366, "dark"), (390, "light")],
}
FEWEST = {"Ana": 14, "Ben": 14, "Dora": 6}
MOST = 30
# What stands far down the walk, or past its end.
ALSO = {"Dora": ["/school/trust/"], "Ana": ["/forms/interview-first/"]}


@pytest.fixture
def come_in(demo: Running, person: Callable[..., Somebody]) -> Callable[[str], Somebody]:
    def came(name: str) -> Somebody:
        found = re.search(r"/demo/\?key=\S+", demo.said.read_text())
        assert found
        one = person(demo, name, height=900, reduced_motion="reduce")
        one.page.goto(found[0])
        with one.page.expect_navigation():
            one.page.get_by_role("button", name=f"Come in as {name}").click()
        return one

    return came


def links_of(one: Somebody) -> list[str]:
    hrefs = one.page.locator("a[href]").evaluate_all("all => all.map(link => link.href)")
    paths = [urlsplit(href).path for href in hrefs if href.startswith(one.url)]
    return [path for path in paths if not NO_PAGES.search(path)]


@pytest.mark.parametrize("name", ["Ana", "Ben", "Dora"])
def test_every_page_that_links_lead_to_is_clean(come_in: Callable[[str], Somebody], name: str) -> None:
    one = come_in(name)
    waiting, seen, wrong = ["/", *ALSO.get(name, [])], set[str](), list[str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if (sort := ALIKE.sub(r"/\1/…/", CODE.sub("…", path))) in seen:
            continue
        seen.add(sort)
        answer = one.page.goto(path)
        assert answer is not None
        assert answer.ok or path not in ALSO.get(name, []), path
        wrong += [f"{name} at {path}: {words}" for words in wrong_here(one)]
        waiting += links_of(one)
    assert wrong == []
    assert len(seen) >= FEWEST[name], seen


def wrong_here(one: Somebody) -> list[str]:
    found = []
    for width, scheme in WAYS[one.name]:
        one.page.set_viewport_size({"width": width, "height": 900})
        one.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        found += [f"{width} {scheme}: {broken}" for broken in broken_rules(one.page)]
        if sideways(one.page) > 0:
            found.append(f"{width}: too wide by {sideways(one.page)} px")
    return found


def test_ben_is_ready_too_and_both_sides_open(come_in: Callable[[str], Somebody]) -> None:
    """With SIDEBYSIDE_PICTURES=1 it takes the picture of the README."""
    ben, ana = come_in("Ben"), come_in("Ana")
    ben.page.goto("/")
    ben.follow("Prepare")
    ben.press("I am ready")
    ben.stands_on("Both sides are open")
    ana.page.goto(urlsplit(ben.page.url).path)
    ana.look()
    expect(ana.page.locator("film-line .lane.mine button")).not_to_have_count(0)
    expect(ana.page.locator("film-line .lane.yours button")).not_to_have_count(0)
    if os.environ.get("SIDEBYSIDE_PICTURES") == "1":
        picture = ROOT / "docs" / "pictures" / "room.png"
        picture.parent.mkdir(exist_ok=True)
        ana.page.locator("li.moment .when").nth(2).click()
        ana.page.wait_for_load_state("networkidle")
        ana.page.screenshot(path=picture)
