"""Exports in the shapes that offices have, and what is wrong in them by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.core.calendar import Cell, Use, tables
from tests.core.calendar.test_year import YEAR

PEOPLE = {"ana@x.test": "ana@x.test", "ben@x.test": "ben@x.test", "zoë müller": "zoe@x.test"}
SIMS = "Staff Name,Staff Email,Period,Class,Room\nAna,ana@x.test,MonA:1,7B,R1\nAna,ANA@X.TEST,TueB:P2,7B,R1\n"
ARBOR = (
    "Staff;Email;Week;Day of Week;Timetable Period;Event Type\n"
    "Ana;ana@x.test;Week A;Monday;Period 1;Lesson\nAna;ana@x.test;Week B;Tuesday;Period 2;PPA\n"
)
BROMCOM = (
    "StaffCode\tWork Email\tWeek\tDayName\tPeriodName\tActivity\n"
    "AB\tana@x.test\t1\tMon\t1\tTeaching\nAB\tana@x.test\t2\tTue\t2\tLunch duty\n"
)


def taken(text: str, encoding: str = "utf-8") -> tuple[list[tables.Placed], list[tables.Problem]]:
    table = tables.read(text.encode(encoding))
    return tables.timetable(table, tables.guess(table.columns, tables.TIMETABLE_COLUMNS), YEAR, PEOPLE)


@pytest.mark.parametrize(
    ("export", "second"), [(SIMS, Use.TEACHING), (ARBOR, Use.PLANNING), (BROMCOM, Use.DUTY)]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_three_shapes_of_export_say_the_same_week(export: str, second: Use, encoding: str) -> None:
    placed, problems = taken(export, encoding)
    assert problems == []
    assert [(one.email, one.cell, one.use) for one in placed] == [
        ("ana@x.test", Cell(0, 0, "1"), Use.TEACHING),
        ("ana@x.test", Cell(1, 1, "2"), second),
    ]


def test_a_row_without_a_week_is_every_week_and_a_name_that_one_person_has_will_do() -> None:
    placed, problems = taken("Teacher,Day,Period\nZoe\u0308 Müller,Wednesday,3\n")
    assert problems == []
    assert [(one.email, one.cell) for one in placed] == [
        ("zoe@x.test", Cell(0, 2, "3")),
        ("zoe@x.test", Cell(1, 2, "3")),
    ]


def test_what_is_wrong_is_told_by_row_all_at_once() -> None:
    _placed, problems = taken(
        "Email,Week,Day,Period,Activity\n"
        "ana@x.test,A,Mon,1,\n"
        "nobody@x.test,A,Mon,1,\n"
        "ana@x.test,C,Mon,1,\n"
        "ana@x.test,A,Sun,1,\n\n"
        "ana@x.test,A,Mon,9,\n"
        "ana@x.test,A,Mon,2,Yodel\n"
        "ana@x.test,A,Mon,1,PPA\n"
        ",A,Mon,1,\n"
    )
    assert [(one.line, one.what, one.cell) for one in problems] == [
        (3, "who", "nobody@x.test"),
        (4, "week", "C"),
        (5, "day", "Sun"),
        (7, "period", "9"),
        (8, "use", "Yodel"),
        (9, "clash", "ana@x.test"),
        (10, "nobody", ""),
    ]


def test_the_same_row_twice_is_one_and_free_is_nothing() -> None:
    placed, problems = taken(
        "Email,Day,Period,Use\nana@x.test,Mon,1,\nana@x.test,Mon,1,\nben@x.test,Mon,1,free\n"
    )
    assert problems == []
    assert {one.email for one in placed} == {"ana@x.test"}


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"\x00\x01\x02", "not text"), (b"", "empty"), (b"a,b\n", "empty"), (b'a,b\n"x', "broken")],
)
def test_what_is_no_table_says_why(content: bytes, word: str) -> None:
    with pytest.raises(tables.Unreadable) as found:
        tables.read(content)
    assert found.value.word == word


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_are_refused_as_none(content: bytes) -> None:
    try:
        table = tables.read(content)
    except tables.Unreadable:
        return
    placed, problems = tables.timetable(
        table, tables.guess(table.columns, tables.TIMETABLE_COLUMNS), YEAR, PEOPLE
    )
    assert len(placed) <= 2 * len(table.rows)
    assert all(one.line >= 2 for one in problems)


def test_a_staff_list_takes_names_in_any_script_and_duplicates_once() -> None:
    table = tables.read(
        "Forename,Surname,Work Email\nİpek,Şahin,Ipek@x.test\n美咲,田中,misaki@x.test\nİpek,Şahin,ipek@X.test\n"
        "Ана,Петрова,ana@x.test\n".encode()
    )
    people, problems = tables.staff(table, tables.guess(table.columns, tables.STAFF_COLUMNS))
    assert problems == []
    assert [(one.email, one.name) for one in people] == [
        ("ipek@x.test", "İpek Şahin"),
        ("misaki@x.test", "美咲 田中"),
        ("ana@x.test", "Ана Петрова"),
    ]


def test_one_e_mail_with_two_names_names_both_rows() -> None:
    table = tables.read(b"Name,Email\nAna,a@x.test\nBen,A@x.test\nCleo,\n,d@x.test\nEli,not an address\n")
    _people, problems = tables.staff(table, tables.guess(table.columns, tables.STAFF_COLUMNS))
    assert [(one.line, one.what, one.other) for one in problems] == [
        (3, "e-mail twice", "2"),
        (4, "no e-mail", ""),
        (5, "no name", ""),
        (6, "no address", ""),
    ]
