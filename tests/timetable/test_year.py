"""The co-ordinator writes the school year on one page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from sidebyside.people.models import Person
from sidebyside.timetable.asking import core_of, year_at
from sidebyside.timetable.models import Period, PersonPeriod, Year
from tests.cast import Cast
from tests.pages import heading, words_of

Browser = Callable[[Person], Client]
PAGE = "/timetable/year/"


def typed(**changes: str) -> dict[str, str]:
    sent = {
        "weeks": "2",
        "first_week": "0",
        "term-TOTAL_FORMS": "3",
        "term-INITIAL_FORMS": "0",
        "closure-TOTAL_FORMS": "1",
        "closure-INITIAL_FORMS": "0",
        "period-TOTAL_FORMS": "3",
        "period-INITIAL_FORMS": "0",
        "term-0-name": "Autumn",
        "term-0-first": "2026-09-02",
        "term-0-last": "2026-12-18",
        "term-0-half_term_first": "2026-10-26",
        "term-0-half_term_last": "2026-10-30",
        "term-1-name": "Spring",
        "term-1-first": "2027-01-05",
        "term-1-last": "2027-03-25",
        "closure-0-name": "Training",
        "closure-0-first": "2026-09-03",
        "closure-0-last": "2026-09-03",
        "period-0-name": "1",
        "period-0-begins": "09:00",
        "period-0-ends": "10:00",
        "period-1-name": "2",
        "period-1-begins": "10:00",
        "period-1-ends": "11:01",
    }
    return sent | changes


def kept_form(client: Client) -> dict[str, Any]:
    """The page as a browser sends it back."""
    page = client.get(PAGE).context["page"]
    sent: dict[str, Any] = {
        "weeks": page.weeks.initial["weeks"],
        "first_week": page.weeks.initial["first_week"],
    }
    for part in (page.terms, page.closures, page.periods):
        sent |= {f"{part.prefix}-TOTAL_FORMS": part.total_form_count()}
        sent |= {f"{part.prefix}-INITIAL_FORMS": part.initial_form_count()}
        for row in part:
            sent |= {bound.html_name: "" if bound.value() is None else bound.value() for bound in row}
    return sent


def test_a_year_is_written_once_for_everybody(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    assert heading(dora.get(PAGE)) == "Write down your school year"
    assert dora.post(PAGE, typed()).status_code == 302
    core = core_of(Year.objects.get())
    assert core.weeks == 2
    assert [(one.name, one.begins, one.ends) for one in core.periods] == [("1", 540, 600), ("2", 600, 661)]
    assert not core.is_open(date(2026, 10, 28))
    assert not core.is_open(date(2026, 9, 3))
    assert core.is_open(date(2027, 3, 25))
    assert heading(dora.get(PAGE)) == "Your school year, 2 September 2026 to 25 March 2027"


def test_what_is_typed_wrong_is_told_and_nothing_of_it_is_kept(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    answer = dora.post(PAGE, typed(**{"period-1-begins": "09:30", "term-1-first": "2026-12-18"}))
    assert answer.status_code == 422
    assert "Periods “1” and “2” overlap" in words_of(answer)
    assert "“Autumn” and “Spring” share days" in words_of(answer)
    assert 'value="09:30"' in answer.content.decode()
    assert not Year.objects.exists()


def test_half_a_row_is_asked_for_its_other_half(cast: Cast, as_person: Browser) -> None:
    answer = as_person(cast.dora).post(PAGE, typed(**{"term-2-name": "Summer"}))
    assert answer.status_code == 422
    assert "This is missing" in words_of(answer)


def test_a_period_gets_other_times_and_keeps_what_people_said_of_it(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    dora.post(PAGE, typed())
    period = Period.objects.get(name="1")
    PersonPeriod.objects.create(period=period, person=cast.ana, weekday=0, use="teaching")
    sent = kept_form(dora) | {"period-0-name": "First", "period-0-begins": "08:50"}
    assert dora.post(PAGE, sent).status_code == 302
    period.refresh_from_db()
    assert (period.name, period.begins) == ("First", 530)
    gone = kept_form(dora) | {"period-0-name": "", "period-0-begins": "", "period-0-ends": ""}
    answer = dora.post(PAGE, gone)
    assert answer.status_code == 422
    assert "Period “First” stands in somebody's week" in words_of(answer)
    assert PersonPeriod.objects.count() == 1
    empty = kept_form(dora) | {"period-1-name": "", "period-1-begins": "", "period-1-ends": ""}
    assert dora.post(PAGE, empty).status_code == 302
    assert [one.name for one in Period.objects.all()] == ["First"]


def test_the_next_year_is_another_and_shares_no_day(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    dora.post(PAGE, typed())
    answer = dora.post(f"{PAGE}?next=1", typed())
    assert answer.status_code == 422
    assert "Two years cannot share days" in words_of(answer)
    later = typed(
        **{
            "term-0-first": "2027-09-01",
            "term-0-last": "2027-12-17",
            "term-0-half_term_first": "",
            "term-0-half_term_last": "",
            "term-1-first": "2028-01-04",
            "term-1-last": "2028-07-01",
            "closure-0-first": "2028-02-29",
            "closure-0-last": "2028-02-29",
        }
    )
    assert dora.post(f"{PAGE}?next=1", later).status_code == 302
    assert Year.objects.count() == 2
    in_autumn, in_summer = year_at(cast.school, date(2026, 11, 1)), year_at(cast.school, date(2027, 8, 1))
    assert in_autumn is not None
    assert in_summer is not None
    assert core_of(in_autumn).first == date(2026, 9, 2)
    assert core_of(in_summer).first == date(2027, 9, 1)
    assert not core_of(in_summer).is_open(date(2028, 2, 29))


def test_nobody_but_the_schools_co_ordinator_finds_it(cast: Cast, as_person: Browser) -> None:
    for person in (cast.ana, cast.leo, cast.tim):
        assert as_person(person).get(PAGE).status_code == 404
        assert as_person(person).post(PAGE, typed()).status_code == 404
    as_person(cast.eve).post(PAGE, typed())
    assert [one.school for one in Year.objects.all()] == [cast.other_school]


@pytest.mark.parametrize("today", [date(2026, 8, 20), date(2027, 2, 3), date(2028, 1, 31)])
def test_a_usual_year_can_be_kept_once_it_is_corrected(
    cast: Cast, as_person: Browser, monkeypatch: pytest.MonkeyPatch, today: date
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: today)
    dora = as_person(cast.dora)
    assert not Year.objects.exists()
    page = dora.get(f"{PAGE}?usual=1").context["page"]
    sent: dict[str, Any] = {"weeks": 1, "first_week": 0}
    for part in (page.terms, page.closures, page.periods):
        sent |= {f"{part.prefix}-TOTAL_FORMS": part.total_form_count()}
        sent |= {f"{part.prefix}-INITIAL_FORMS": part.initial_form_count()}
        for row in part:
            sent |= {bound.html_name: "" if bound.value() is None else bound.value() for bound in row}
    assert dora.post(f"{PAGE}?usual=1", sent).status_code == 302
    core = core_of(Year.objects.get())
    assert core.first <= (today if today.month < 8 else core.first)
    assert len(core.terms) == 3
    assert 180 <= len(list(core.open_days(core.first, core.last))) <= 200


def test_what_is_wrong_is_marked_at_its_field(cast: Cast, as_person: Browser) -> None:
    answer = as_person(cast.dora).post(PAGE, typed(**{"period-1-begins": "09:30"}))
    first, second = list(answer.context["page"].periods)[:2]
    assert not first.errors
    assert list(second.errors) == ["begins"]
