"""From an empty school to a table of its cover, in a real browser; and the pages for everybody's screen."""

import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from sidebyside.cover.models import CoverRequest
from sidebyside.programme.models import Strand
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways
from tests.timetable.conftest import make_year, next_weekday

pytestmark = pytest.mark.journey


def _timetables(cast: Cast) -> bytes:
    """All teach in all periods, but for Tuesday's second, which Ana and Ben have free."""
    lines = ["Teacher,Work Email,Day of Week,Period,Activity"]
    for person in (cast.ana, cast.ben):
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
            lines += [
                f"{person.name},{person.email},{day},{n},Lesson" for n in (1, 2) if (day, n) != ("Tuesday", 2)
            ]
    return "\n".join(lines).encode()


def _write_year(page: Page) -> None:
    today = timezone.localdate()
    page.goto("/timetable/year/")
    page.locator("#id_term-0-name").fill("Autumn")
    page.locator("#id_term-0-first").fill((today - timedelta(7)).isoformat())
    page.locator("#id_term-0-last").fill((today + timedelta(77)).isoformat())
    for number, (begins, ends) in enumerate((("09:00", "10:00"), ("10:00", "11:01"))):
        page.locator(f"#id_period-{number}-name").fill(str(number + 1))
        page.locator(f"#id_period-{number}-begins").fill(begins)
        page.locator(f"#id_period-{number}-ends").fill(ends)
    page.get_by_label("one week", exact=True).check()
    page.get_by_role("button", name="Keep the year").click()
    expect(page.get_by_text("The school year is kept")).to_be_visible()
    # The first year leads home, where the next step stands.
    page.goto("/timetable/year/")


def test_from_an_empty_school_to_a_table_of_its_cover(
    stage: Cast, opened_for: Callable[..., BrowserContext]
) -> None:
    dora = opened_for(stage.dora).new_page()
    _write_year(dora)
    dora.get_by_role("link", name="Bring timetables").click()
    file = {"name": "timetable.csv", "mimeType": "text/csv", "buffer": _timetables(stage)}
    dora.get_by_label("The export, as CSV").set_input_files(files=[file])  # type: ignore[list-item]
    dora.get_by_role("button", name="Show how it is read").click()
    dora.get_by_role("button", name="Take in 18 rows").click()
    expect(dora.get_by_text("2 people's weeks are in")).to_be_visible()

    ana = opened_for(stage.ana).new_page()
    ana.goto(f"/cycle/{stage.strand.code}/times/")
    with ana.expect_navigation():
        ana.locator("button[name=choose]").last.click()
    ana.goto(f"/cycle/{stage.strand.code}/times/")
    ana.get_by_label("Day of the lesson").fill(next_weekday(0).isoformat())
    ana.get_by_label("It begins at").first.fill("09:00")
    ana.get_by_role("button", name="Keep the times").click()
    ana.wait_for_url(f"**/cycle/{stage.strand.code}/")
    strand = Strand.objects.get(pk=stage.strand.pk)
    assert strand.meeting_at is not None
    assert timezone.localtime(strand.meeting_at).strftime("%a %H:%M") == "Tue 10:00"

    dora.goto(f"/programme/{stage.programme.code}/cover/")
    waiting = dora.get_by_role("heading", name="1 request for cover waits")
    expect(waiting).to_be_visible()
    dora.get_by_role("button", name="Approve").click()
    expect(waiting).to_have_count(0)
    assert CoverRequest.objects.get().state == "approved"
    with dora.expect_download() as taken:
        dora.get_by_role("link", name="Take the table away").click()
    book = load_workbook(BytesIO(Path(taken.value.path()).read_bytes()))
    assert book["A term's cost"]["G2"].value == 1
    ana.goto(f"/cycle/{stage.strand.code}/cover/")
    expect(ana.get_by_text("approved")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_the_pages_of_time_are_for_everybody(
    stage: Cast, opened_for: Callable[..., BrowserContext], width: int
) -> None:
    year = make_year(stage.school, weeks=2)
    for person in (stage.ana, stage.ben):
        person.periods.create(period=year.periods.all()[0], week=0, weekday=0, use="teaching")
    dora, ana = (opened_for(one, width=width).new_page() for one in (stage.dora, stage.ana))
    for page, address in (
        (dora, "/timetable/year/"),
        (dora, "/timetable/bring/"),
        (dora, "/timetable/staff/"),
        (dora, f"/programme/{stage.programme.code}/cover/"),
        (dora, "/hours/"),
        (ana, "/timetable/"),
        (ana, f"/cycle/{stage.strand.code}/times/"),
        (ana, f"/cycle/{stage.strand.code}/cover/"),
        (ana, f"/pair/{stage.pair.code}/kept/"),
    ):
        page.goto(address)
        folder = os.environ.get("PICTURES")
        if folder:
            name = "-".join(part for part in address.split("/") if part and len(part) < 30)
            page.screenshot(path=Path(folder) / f"{width}-{name}.png", full_page=True)
        assert sideways(page) <= 0, address
        assert broken_rules(page) == [], address
