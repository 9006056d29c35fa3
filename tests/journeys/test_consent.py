"""A guardian on a phone says yes and takes it back; a class teacher seats a class, by keyboard and by hand."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.consent.models import Pupil, SchoolClass, SeatingPlan
from sidebyside.recordings import pupils, sharing
from sidebyside.recordings.access import films
from tests.cast import Cast
from tests.consent.registered import add_pupil, lead, link_for, make_class, say
from tests.journeys.people import broken_rules, sideways
from tests.room.conftest import brought_film

pytestmark = pytest.mark.journey


@pytest.fixture
def class_8(stage: Cast) -> SchoolClass:
    found = make_class(stage.school, teacher=stage.ana)
    for name in ("Ada Byron", "Bo Smith"):
        add_pupil(found, name)
    return found


def _sound(page: Page) -> None:
    assert broken_rules(page) == []
    assert sideways(page) <= 0


def test_a_guardian_answers_on_a_phone_and_takes_it_back(
    browser: Browser,
    live_server: LiveServer,
    stage: Cast,
    class_8: SchoolClass,
    opened_for: Callable[..., BrowserContext],
) -> None:
    ada, bo = (place.pupil for place in class_8.places.order_by("pk"))
    say(bo, True)
    pupils.name(stage.strand, stage.ana, class_8.code, by_plan=False)
    film = brought_film(stage.strand)
    path = link_for(ada.guardians.get(), stage.ana)
    asked: list[tuple[str, str]] = []
    phone = browser.new_context(viewport={"width": 320, "height": 640}, base_url=live_server.url)
    page = phone.new_page()
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text("May Ada B. be in a lesson film?")
    _sound(page)
    page.get_by_role("link", name="اردو").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    _sound(page)
    page.get_by_role("link", name="English").click()
    page.get_by_label("Yes, my child may be filmed").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Thank you. Your answer is kept.")).to_be_visible()
    expect(page.get_by_text("Your answer now: yes.")).to_be_visible()
    _sound(page)
    sharing.share(films().get(pk=film.pk), stage.ana, whole=True)
    ben = opened_for(stage.ben)
    assert ben.request.get(f"{live_server.url}/film/{film.code}/film").status == 200
    page.get_by_role("button", name="Take my yes back").click()
    expect(page.get_by_text("Your answer now: no.")).to_be_visible()
    assert ben.request.get(f"{live_server.url}/film/{film.code}/film").status == 404
    page.get_by_role("link", name="Read the school’s rules for filming").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How Harbour School films lessons")
    # The secret in the address went nowhere, and nobody else was asked for anything.
    assert all(url.startswith((live_server.url, "data:")) for url, _referrer in asked)
    assert not [referrer for _url, referrer in asked if "agree" in referrer]
    phone.close()


def _seat_of(page: Page, name: str) -> str:
    label = page.locator(f'.room [aria-label^="{name}"]').get_attribute("aria-label") or ""
    found = re.search(r"row \d+, seat \d+", label)
    assert found, label
    return found[0]


@pytest.mark.parametrize("width", [390, 1366])
def test_a_class_teacher_seats_a_class(
    opened_for: Callable[..., BrowserContext], stage: Cast, class_8: SchoolClass, width: int
) -> None:
    page = opened_for(stage.ana, width=width).new_page()
    page.goto("/classes/")
    _sound(page)
    page.get_by_role("link", name="8 Beech", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 Beech: 0 of 2 may be filmed")
    _sound(page)
    page.get_by_role("link", name="Make a seating plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 pupils should sit elsewhere")
    _sound(page)
    ada = page.locator('.room [aria-label^="Ada"]')
    ada.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator('.room [aria-label^="Ada"]')).to_have_attribute(
        "aria-label", re.compile("row 2, seat 1")
    )
    expect(page.locator('.room [aria-label^="Ada"]')).to_be_focused()
    for _step in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator('.room [aria-label^="Ada"]')).to_have_attribute(
        "aria-label", re.compile("out of shot, row 5, seat 1")
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 pupil should sit elsewhere")
    page.locator('.room [aria-label^="Bo"]').drag_to(page.locator('.room [data-row="5"][data-seat="6"]'))
    expect(page.get_by_role("heading", level=1)).to_have_text("8 Beech: nobody in shot has to move")
    assert not SeatingPlan.objects.exists()
    page.get_by_role("button", name="Keep this plan").click()
    expect(page.get_by_text("Kept. It counts for films from now on.")).to_be_visible()
    assert _seat_of(page, "Ada") == "row 5, seat 1"
    assert _seat_of(page, "Bo") == "row 5, seat 6"
    _sound(page)
    plan = SeatingPlan.objects.get()
    assert not plan.seats.filter(in_shot=True).exists()


def test_the_lead_brings_a_list_and_prints_links(
    opened_for: Callable[..., BrowserContext], stage: Cast
) -> None:
    lead(stage.nina)
    page = opened_for(stage.nina, width=390).new_page()
    page.goto("/classes/")
    page.get_by_role("link", name="Bring a class list").click()
    _sound(page)
    rows = "class,first name,last name,teacher,language\n8 Beech,Ada,Byron,ana@harbour.test,Polish\n"
    wrong = {"name": "list.csv", "mimeType": "text/csv", "buffer": (rows + "8 Beech,,Smith,,\n").encode()}
    page.get_by_label("The list, as CSV").set_input_files([wrong])  # type: ignore[list-item]
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Row 3: The first name is missing.")).to_be_visible()
    assert not Pupil.objects.exists()
    _sound(page)
    page.get_by_label("The list, as CSV").set_input_files([wrong | {"buffer": rows.encode()}])  # type: ignore[list-item]
    page.get_by_role("button", name="Take it in").click()
    page.get_by_role("link", name="8 Beech", exact=True).click()
    page.get_by_role("button", name="To print, with QR codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 link, shown this once")
    expect(page.get_by_alt_text("QR code of the link below")).to_be_visible()
    _sound(page)
