"""Terms, weeks A and B, and periods as schools write them, right and wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.core.calendar import Period, SchoolYear, Stretch, moment

LONDON = ZoneInfo("Europe/London")
YEAR = SchoolYear(
    zone="Europe/London",
    terms=(
        Stretch(date(2027, 9, 1), date(2027, 12, 17), "Autumn"),
        Stretch(date(2028, 1, 4), date(2028, 3, 31), "Spring"),
        Stretch(date(2028, 4, 18), date(2028, 7, 21), "Summer"),
    ),
    closures=(
        Stretch(date(2027, 10, 25), date(2027, 10, 29), "Half-term"),
        Stretch(date(2028, 2, 14), date(2028, 2, 18), "Half-term"),
        Stretch(date(2028, 5, 29), date(2028, 6, 2), "Half-term"),
        Stretch(date(2027, 9, 2), date(2027, 9, 3), "Training"),
    ),
    periods=(Period("1", 540, 600), Period("2", 600, 661), Period("3", 680, 740)),
    weeks=2,
)


def test_a_week_without_school_is_passed_over_and_a_and_b_go_on_in_turn() -> None:
    assert YEAR.week(date(2027, 10, 18)) == 1
    assert YEAR.week(date(2027, 10, 25)) is None
    assert YEAR.week(date(2027, 11, 1)) == 0
    assert replace(YEAR, closed_weeks_count=True).week(date(2027, 11, 1)) == 1


def test_the_first_week_may_be_b_and_a_one_week_timetable_has_no_b() -> None:
    assert YEAR.week(date(2027, 9, 1)) == 0
    assert replace(YEAR, first_week=1).week(date(2027, 9, 1)) == 1
    assert {replace(YEAR, weeks=1).week(day) for day in YEAR.open_days(YEAR.first, YEAR.last)} == {0}


def test_the_29th_of_february_is_a_school_day_like_any_other() -> None:
    assert YEAR.is_open(date(2028, 2, 29))
    assert YEAR.week(date(2028, 2, 29)) == YEAR.week(date(2028, 2, 28))
    assert YEAR.week(date(2028, 3, 6)) != YEAR.week(date(2028, 2, 29))


def test_saturdays_are_open_only_where_the_school_says_so() -> None:
    saturday = date(2027, 9, 11)
    assert not YEAR.is_open(saturday)
    assert replace(YEAR, days=6).is_open(saturday)


@given(st.dates(date(2027, 8, 1), date(2028, 8, 31)))
def test_every_open_day_has_a_week_and_lies_in_a_term_and_in_no_closure(day: date) -> None:
    if YEAR.is_open(day):
        assert YEAR.week(day) in {0, 1}
        assert any(day in term for term in YEAR.terms)
        assert not any(day in closure for closure in YEAR.closures)
    else:
        assert day not in list(YEAR.open_days(day, day))


@given(st.dates(date(2027, 9, 1), date(2028, 7, 21)))
def test_all_days_of_a_week_have_one_letter(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    assert len({YEAR.week(monday + timedelta(days=n)) for n in range(7)}) == 1


@given(st.booleans(), st.integers(0, 1))
def test_open_weeks_alternate_where_closed_ones_do_not_count(counts: bool, begins: int) -> None:
    year = replace(YEAR, closed_weeks_count=counts, first_week=begins)
    mondays = sorted({day - timedelta(days=day.weekday()) for day in year.open_days(year.first, year.last)})
    letters = [year.week(day) for day in mondays]
    assert letters[0] == begins
    if not counts:
        assert all(one != other for one, other in pairwise(letters))


@given(st.dates(date(2026, 1, 1), date(2032, 12, 31)), st.integers(240, 1439))
def test_a_lesson_keeps_its_wall_time_whatever_the_clocks_do(day: date, minutes: int) -> None:
    wall = moment(day, minutes, LONDON).astimezone(LONDON)
    assert (wall.date(), wall.hour * 60 + wall.minute) == (day, minutes)


def test_when_clocks_go_back_the_hour_that_comes_twice_is_the_first() -> None:
    assert moment(date(2026, 10, 25), 90, LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(date(2026, 10, 26), 540, LONDON) - moment(date(2026, 10, 25), 540, LONDON) == timedelta(1)
    assert moment(date(2026, 10, 25), 540, LONDON) - moment(date(2026, 10, 24), 540, LONDON) == timedelta(
        hours=25
    )


def test_a_time_outside_the_day_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 1440"):
        moment(date(2027, 1, 1), 1441, LONDON)


def _said(year: SchoolYear) -> set[tuple[str, str, str]]:
    return {(one.what, one.one, one.other) for one in year.problems()}


def test_a_whole_year_with_a_period_of_61_minutes_is_right() -> None:
    assert YEAR.problems() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"periods": (Period("1", 540, 600), Period("2", 599, 660))}, ("periods overlap", "1", "2")),
        ({"periods": (Period("1", 540, 540),)}, ("period backwards", "1", "")),
        ({"periods": (Period("1", 540, 800),)}, ("period length", "1", "260")),
        ({"periods": (Period("P1", 540, 600), Period("p1", 600, 660))}, ("period twice", "p1", "")),
        ({"periods": ()}, ("no period", "", "")),
        ({"terms": ()}, ("no term", "", "")),
        ({"terms": (Stretch(date(2027, 9, 2), date(2027, 9, 1), "A"),)}, ("term backwards", "A", "")),
        (
            {
                "terms": (
                    Stretch(date(2027, 9, 1), date(2027, 12, 1), "A"),
                    Stretch(date(2027, 12, 1), date(2028, 3, 1), "B"),
                )
            },
            ("terms overlap", "A", "B"),
        ),
        ({"terms": (Stretch(date(2027, 9, 1), date(2029, 9, 1), "A"),)}, ("year too long", "", "")),
        ({"closures": (Stretch(date(2027, 8, 1), date(2027, 8, 2), "X"),)}, ("closure outside", "X", "")),
        ({"closures": (Stretch(date(2027, 9, 9), date(2027, 9, 8), "X"),)}, ("closure backwards", "X", "")),
    ],
)
def test_what_is_typed_wrong_is_said_by_name(changes: dict[str, object], said: tuple[str, str, str]) -> None:
    assert said in _said(replace(YEAR, **changes))  # type: ignore[arg-type]
