"""A guardian on a phone says yes and takes it back; a class teacher seats a class, by keyboard and by hand."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.consent import notices
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
    tmp_path: Path,
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
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    _sound(page)
    page.get_by_role("link", name="English").click()
    page.get_by_label("Yes, my child may be filmed").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Thank you. Your answer is kept.")).to_be_visible()
    expect(page.get_by_text("Your answer now: yes.")).to_be_visible()
    _sound(page)
    sharing.share(films().get(pk=film.pk), stage.ana, whole=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="See all that is held about my child").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All that is held about Ada B.")
    expect(page.get_by_text("one colleague of the teacher can watch it")).to_be_visible()
    _sound(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Take it as a file").click()
    coming.value.save_as(tmp_path / "held.zip")
    with zipfile.ZipFile(tmp_path / "held.zip") as taken:
        assert sorted(taken.namelist()) == ["held.json", "index.html"]
        assert stage.ana.name not in taken.read("index.html").decode()
    page.get_by_role("link", name="Back to the answer").click()
    ben = opened_for(stage.ben)
    assert ben.request.get(f"{live_server.url}/film/{film.code}/film").status == 200
    page.get_by_role("button", name="Take my yes back").click()
    expect(page.get_by_text("Your answer now: no.")).to_be_visible()
    assert ben.request.get(f"{live_server.url}/film/{film.code}/film").status == 404
    page.get_by_role("link", name="See all that is held about my child").click()
    expect(page.get_by_text("only the filmed teacher can watch it")).to_be_visible()
    page.go_back()
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


CLASS_LIST = """class,first name,last name,pupil id,teacher,guardian,guardian email,language
8 Beech,Ada,Byron,1,ana@harbour.test,Mr Byron,,Polish
8 Beech,Bo,Smith,2,ana@harbour.test,Ms Smith,,
8 Beech,Cy,Jones,3,ana@harbour.test,Ms Jones,,
"""


def _answer(browser: Browser, link: str, press: str, send: str) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844})
    page = phone.new_page()
    page.goto(link)
    _sound(page)
    page.get_by_label(press).check()
    page.get_by_role("button", name=send).click()
    expect(page.get_by_role("status")).to_be_visible()
    phone.close()


@pytest.mark.parametrize("width", [390, 1366])
def test_a_class_from_its_list_to_its_lesson(
    browser: Browser, opened_for: Callable[..., BrowserContext], stage: Cast, tmp_path: Path, width: int
) -> None:
    lead(stage.nina)
    desk = opened_for(stage.nina, width=width).new_page()
    desk.goto("/classes/list/")
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": CLASS_LIST.encode()}
    desk.get_by_label("The list, as CSV").set_input_files([file])  # type: ignore[list-item]
    desk.get_by_role("button", name="Take it in").click()
    expect(desk.get_by_text("New: 1 classes, 3 pupils, 3 guardians.")).to_be_visible()

    page = opened_for(stage.ana, width=width).new_page()
    page.goto("/classes/")
    page.get_by_role("link", name="8 Beech", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 Beech: 0 of 3 may be filmed")
    page.get_by_role("button", name="To print, with QR codes").click()
    expect(page.get_by_alt_text("QR code of the link below")).to_have_count(3)
    _sound(page)
    page.get_by_role("link", name="Back to 8 Beech").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="As CSV for your message system").click()
    coming.value.save_as(tmp_path / "links.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "links.csv").read_text("utf-8-sig"))))
    links = {row["pupil first name"]: row["link"] for row in rows}

    here = page.url.split("/classes/")[0]
    links = {name: here + "/agree/" + link.split("/agree/")[1] for name, link in links.items()}
    polish = notices.language("pl").words
    _answer(browser, links["Ada"], polish.yes, polish.save)
    _answer(browser, links["Bo"], "No, my child may not be filmed", "Send my answer")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 Beech: 1 of 3 may be filmed")
    page.get_by_role("link", name="Cy Jones").click()
    page.get_by_text("Type in an answer from paper").click()
    page.get_by_label("Yes, may be filmed").check()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cy Jones: may be filmed")
    expect(page.get_by_text("· on paper ·")).to_be_visible()
    _sound(page)

    page.get_by_role("link", name="Back to 8 Beech").click()
    page.get_by_role("link", name="Make a seating plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 Beech: 1 pupil should sit elsewhere")
    bo = page.locator('.room [aria-label^="Bo"]')
    bo.focus()
    for _step in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", level=1)).to_have_text("8 Beech: nobody in shot has to move")
    page.get_by_role("button", name="Keep this plan").click()
    expect(page.get_by_text("Kept. It counts for films from now on.")).to_be_visible()
    _sound(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Keep this plan")).to_be_hidden()
    expect(page.locator(".room")).to_contain_text("Bo")
    expect(page.get_by_text("may not be filmed")).to_have_count(0)
    page.emulate_media(media="screen")

    page.goto(f"/cycle/{stage.strand.code}/film/")
    page.get_by_label("Which class is this lesson with?").select_option(label="8 Beech")
    page.get_by_label(re.compile("seating plan")).check()
    page.locator("#class").get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", name="A lesson with 8 Beech")).to_be_visible()
    _sound(page)
    page.get_by_role("link", name="Seats in and out of shot").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in shot")
    # Whoever films sees seats, and nobody's name.
    for name in ("Ada", "Bo", "Cy"):
        expect(page.locator("main")).not_to_contain_text(name)
    _sound(page)


def test_the_lead_hands_over_on_paper_what_is_held(
    opened_for: Callable[..., BrowserContext], stage: Cast, class_8: SchoolClass
) -> None:
    lead(stage.nina)
    say(Pupil.objects.order_by("pk")[0], True)
    page = opened_for(stage.nina, width=390).new_page()
    page.goto(f"/classes/{class_8.code}/")
    page.get_by_role("link", name="Ada Byron").click()
    page.get_by_role("link", name="Gather it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All that is held about Ada B.")
    _sound(page)
    page.get_by_role("link", name="For Byron at home").click()
    expect(page.get_by_text("Byron at home").last).to_be_visible()
    page.set_viewport_size({"width": 1366, "height": 860})
    _sound(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("Whom is it for?")).to_be_hidden()
    expect(page.get_by_role("heading", name="Answers")).to_be_visible()
