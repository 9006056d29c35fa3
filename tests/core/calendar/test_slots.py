"""Who is free when, and slots that come back every week."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.core.calendar import (
    Cell,
    Change,
    Entry,
    Series,
    State,
    Use,
    Week,
    free_slots,
    is_free,
    occurrences,
    teaches,
)
from tests.core.calendar.test_year import LONDON, YEAR

FIRST, LAST = date(2027, 9, 6), date(2027, 9, 17)
TEACHES_ALL: Week = {
    Cell(week, weekday, period.name): Entry(Use.TEACHING)
    for week in (0, 1)
    for weekday in range(5)
    for period in YEAR.periods
}


def week_with(**changes: Entry | None) -> Week:
    """Teaching always, but for week A's Tuesday periods p1, p2, p3."""
    found = dict(TEACHES_ALL)
    for name, entry in changes.items():
        cell = Cell(0, 1, name[1:])
        found.pop(cell)
        if entry is not None:
            found[cell] = entry
    return found


@pytest.mark.parametrize(
    ("entry", "seated", "walking"),
    [
        (None, True, True),
        (Entry(Use.TEACHING), False, False),
        (Entry(Use.TEACHING, offered=True), False, False),
        (Entry(Use.PLANNING), False, False),
        (Entry(Use.PLANNING, offered=True), True, True),
        (Entry(Use.DUTY), False, True),
        (Entry(Use.DIRECTED), False, False),
        (Entry(Use.ELSEWHERE), False, False),
        (Entry(Use.PROTECTED), True, True),
    ],
)
def test_planning_is_never_taken_and_only_a_walk_sits_on_a_duty(
    entry: Entry | None, seated: bool, walking: bool
) -> None:
    assert is_free(entry) is seated
    assert is_free(entry, walking=True) is walking


def test_a_slot_is_free_for_all_two_or_three_of_them() -> None:
    ana, ben = week_with(p1=None, p2=None), week_with(p2=None, p3=None)
    (slot,) = free_slots(YEAR, [ana, ben], FIRST, LAST)
    assert (slot.day, slot.period.name, slot.minutes) == (date(2027, 9, 14), "2", 61)
    assert not list(free_slots(YEAR, [ana, ben, week_with(p1=None)], FIRST, LAST))


def test_a_slot_must_be_long_enough_to_the_minute_and_not_taken() -> None:
    ana = week_with(p2=None)
    assert len(list(free_slots(YEAR, [ana], FIRST, LAST, minutes=61))) == 1
    assert not list(free_slots(YEAR, [ana], FIRST, LAST, minutes=62))
    (slot,) = free_slots(YEAR, [ana], FIRST, LAST)
    a_minute = timedelta(minutes=1)
    assert not list(free_slots(YEAR, [ana], FIRST, LAST, busy=[(slot.ends - a_minute, slot.ends)]))
    assert list(free_slots(YEAR, [ana], FIRST, LAST, busy=[(slot.ends, slot.ends + a_minute)]))


def test_nothing_is_free_for_nobody_or_for_somebody_whose_week_is_not_known() -> None:
    assert not list(free_slots(YEAR, [], FIRST, LAST))
    assert not list(free_slots(YEAR, [week_with(p1=None), {}], FIRST, LAST))


def test_what_all_protect_says_so() -> None:
    kept = week_with(p1=Entry(Use.PROTECTED))
    assert [slot.protected for slot in free_slots(YEAR, [kept, kept], FIRST, LAST)] == [True]
    assert [slot.protected for slot in free_slots(YEAR, [kept, week_with(p1=None)], FIRST, LAST)] == [False]


entries = st.one_of(st.none(), st.builds(Entry, st.sampled_from(list(Use)), st.booleans()))
weeks = st.fixed_dictionaries(dict.fromkeys(list(TEACHES_ALL)[::3], entries)).map(
    lambda made: {**TEACHES_ALL, **{cell: entry for cell, entry in made.items() if entry}}
)


@given(st.lists(weeks, min_size=1, max_size=3), st.booleans())
def test_every_slot_is_free_for_each_of_them_alone_on_an_open_day(people: list[Week], walking: bool) -> None:
    together = {(one.day, one.period) for one in free_slots(YEAR, people, FIRST, LAST, walking=walking)}
    alone = [
        {(one.day, one.period) for one in free_slots(YEAR, [week], FIRST, LAST, walking=walking)}
        for week in people
    ]
    assert together == set.intersection(*alone)
    assert all(YEAR.is_open(day) for day, _period in together)


@given(st.lists(weeks, min_size=1, max_size=3))
def test_teaching_time_and_free_time_never_meet(people: list[Week]) -> None:
    for slot in free_slots(YEAR, people, FIRST, LAST, walking=True):
        assert not any(teaches(YEAR, week, slot.starts, slot.ends) for week in people)


def test_a_minute_of_a_lesson_is_teaching_time() -> None:
    ana = week_with(p2=None)
    ends = datetime(2027, 9, 14, 10, 0, tzinfo=LONDON)
    assert not teaches(YEAR, ana, ends, ends + timedelta(minutes=61))
    assert teaches(YEAR, ana, ends - timedelta(minutes=1), ends + timedelta(minutes=30))
    closed = datetime(2027, 10, 26, 9, 0, tzinfo=LONDON)
    assert not teaches(YEAR, TEACHES_ALL, closed, closed + timedelta(hours=1))


TUESDAYS = Series(1, YEAR.periods[2], None, date(2027, 9, 1), date(2027, 12, 17))


def test_a_series_skips_days_without_school_and_keeps_the_wall_clock() -> None:
    found = list(occurrences(YEAR, TUESDAYS, [], YEAR.first, YEAR.last))
    days = [one.day for one in found]
    assert date(2027, 10, 19) in days
    assert date(2027, 10, 26) not in days
    assert date(2027, 11, 2) in days
    assert {one.starts.astimezone(LONDON).strftime("%H:%M") for one in found} == {"11:20"}
    assert len({one.starts.hour for one in found}) == 2


def test_one_of_a_series_is_moved_and_another_cancelled_and_the_rest_stand() -> None:
    to = datetime(2027, 9, 16, 15, 0, tzinfo=ZoneInfo("Europe/London"))
    changes = [Change(date(2027, 9, 14), to), Change(date(2027, 9, 21))]
    found = {one.day: one for one in occurrences(YEAR, TUESDAYS, changes, YEAR.first, YEAR.last)}
    assert (found[date(2027, 9, 14)].state, found[date(2027, 9, 14)].starts) == (State.MOVED, to)
    assert found[date(2027, 9, 14)].ends - to == timedelta(minutes=60)
    assert found[date(2027, 9, 21)].state == State.CANCELLED
    assert found[date(2027, 9, 28)].state == State.STANDS


def test_a_series_in_week_b_comes_every_other_open_week() -> None:
    in_b = Series(1, YEAR.periods[0], 1, YEAR.first, YEAR.last)
    assert {YEAR.week(one.day) for one in occurrences(YEAR, in_b, [], YEAR.first, YEAR.last)} == {1}
