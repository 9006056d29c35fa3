"""Counted once: who is in a cell, who is not, and that nothing changes it afterwards."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from sidebyside.figures.agreeing import agree, take_back
from sidebyside.figures.freezing import freeze
from sidebyside.figures.jobs import _owed, freeze_figures
from sidebyside.figures.models import Cell, Counted, Figure, Span
from sidebyside.figures.page import shown
from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.models import FormVersion, Sheet
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme.models import Partnership, Programme
from sidebyside.reflection.models import Pulse
from sidebyside.timetable.models import Term
from sidebyside.trust import holdings
from tests.figures.school_years import calendar, newcomer, noon, pair, programme_of, strand_of, tap

YEAR = 2024
DAY = date(YEAR, 9, 10)
AFTER = noon(date(YEAR, 10, 20))


@pytest.fixture
def school(db: None) -> School:
    made = School.objects.create(name="Weir School")
    calendar(made, YEAR)
    return made


@pytest.fixture
def programme(school: School) -> Programme:
    return programme_of(school, "Coaching year", YEAR)


def pairs_that_tap(programme: Programme, answers: str, day: date = DAY) -> list[Person]:
    """Two to a pair; each letter is an answer: y, p or n."""
    people = [newcomer(programme.school) for _each in answers]
    said = {"y": "yes", "p": "partly", "n": "no"}
    for at in range(0, len(people), 2):
        strand = strand_of(pair(programme, people[at : at + 2]))
        for place in (at, at + 1):
            tap(strand, people[place], day, said[answers[place]])
    return people


def safe() -> Cell:
    return Cell.objects.get(question="safe", form="")


def safe_tenths(level: str = Span.Level.HALF_TERM) -> list[int] | None:
    found: list[int] | None = Figure.objects.get(question="safe", form="", span__level=level).tenths
    return found


def test_a_half_term_is_counted_when_it_is_over_and_shown_in_tenths(
    school: School, programme: Programme
) -> None:
    pairs_that_tap(programme, "yyynpy")
    assert freeze(school, noon(date(YEAR, 10, 18))) == 0
    assert freeze(school, AFTER) == 1
    assert (safe().people, safe().partnerships, safe().counts) == (6, 3, [4, 2])
    assert safe_tenths() == [7, 3]
    # Everybody was challenged, nobody will surely try: neither is shown.
    line = shown(school).pulse[0]
    assert line.over == "Autumn 2024, first half · Coaching year"
    assert line.cells == ["7 in 10", None, None]
    assert freeze(school, AFTER) == 0


@pytest.mark.parametrize("answers", ["yyyyyy", "yyyyyn", "ynyn", "yyyp"])
def test_too_few_or_an_answer_that_points_at_somebody_is_hidden_alike(
    school: School, programme: Programme, answers: str
) -> None:
    pairs_that_tap(programme, answers)
    freeze(school, AFTER)
    assert safe_tenths() is None
    assert [one.cells for one in shown(school).pulse] == [[None, None, None]]


def test_only_who_agreed_and_nobody_who_may_look_and_the_last_answer_of_each(
    school: School, programme: Programme
) -> None:
    people = pairs_that_tap(programme, "yyyynnnn")
    take_back(people[0])
    SchoolRole.objects.create(person=people[1], school=school, role=SchoolRole.Role.LEADER)
    again = strand_of(Partnership.objects.get(memberships__person=people[2]))
    tap(again, people[2], DAY + timedelta(5), "no")
    freeze(school, AFTER)
    assert (safe().people, safe().counts) == (6, [1, 5])


def test_late_answers_erasure_and_taking_back_change_nothing_that_is_frozen(
    school: School, programme: Programme
) -> None:
    people = pairs_that_tap(programme, "yyynnn")
    freeze(school, AFTER)
    before = list(Figure.objects.order_by("pk").values()), list(Cell.objects.order_by("pk").values())
    late = strand_of(Partnership.objects.get(memberships__person=people[0]))
    tap(late, people[0], DAY, "no")
    holdings.erase(people[1])
    agree(newcomer(school))
    freeze(school, AFTER)
    # The calendar is put right afterwards: the days that were counted are not counted again under another name.
    Term.objects.filter(name="Autumn").update(half_term_first=date(YEAR, 10, 12), first=date(YEAR, 9, 3))
    freeze(school, AFTER)
    after = list(Figure.objects.order_by("pk").values()), list(Cell.objects.order_by("pk").values())
    assert before == after
    assert not Pulse.objects.filter(person=people[1]).exists()
    assert not Counted.objects.filter(person=people[1]).exists()


def test_term_and_year_are_decided_when_they_end_and_hide_with_what_they_hold(
    school: School, programme: Programme
) -> None:
    people = pairs_that_tap(programme, "yynnyyyn")
    for day, answers in ((date(YEAR, 11, 10), "yyynnnny"), (date(YEAR + 1, 1, 20), "yyyyyyyn")):
        for person, answer in zip(people, answers, strict=True):
            strand = strand_of(Partnership.objects.get(memberships__person=person))
            tap(strand, person, day, {"y": "yes", "n": "no"}[answer])
    freeze(school, noon(date(YEAR + 1, 7, 20)))
    assert safe_tenths(Span.Level.YEAR) is None, "a half-term of it points at somebody"
    autumn = Figure.objects.get(question="safe", span__level=Span.Level.TERM, span__term="Autumn")
    assert autumn.tenths == [6, 4]
    levels = [one.level for one in Span.objects.order_by("last", "pk")]
    assert levels[:3] == ["half-term", "half-term", "term"]
    assert (levels.count("half-term"), levels.count("term"), levels.count("year")) == (6, 3, 1)


def test_a_review_is_counted_by_its_closed_questions_and_never_by_its_words(
    school: School, programme: Programme
) -> None:
    people = pairs_that_tap(programme, "yyynnn")
    loner = newcomer(school)
    version = FormVersion.objects.create(
        school=school, key="interim-review", number=1, body=built_in("interim-review").as_kept()
    )
    for number, person in enumerate([*people, loner]):
        told = {"resources": 1 + 4 * (number % 2), "culture": 3, "change": "Quillwords", "role": "Quillrole"}
        Sheet.objects.create(
            person=person,
            version=version,
            key=version.key,
            year=YEAR,
            answers=json.dumps(told),
            done_at=noon(DAY),
            changed_at=noon(DAY),
        )
    freeze(school, AFTER)
    # Who is in no partnership is not counted.
    assert Cell.objects.get(question="resources").counts == [3, 0, 3]
    assert Figure.objects.get(question="resources").tenths is None
    assert Figure.objects.get(question="culture").tenths is None
    assert Cell.objects.get(question="role").people == 0
    assert shown(school).forms[0].nothing == ["Autumn 2024, first half"]
    assert "Quill" not in str(list(Figure.objects.values()) + list(Cell.objects.values()))


def test_nothing_that_is_kept_leads_to_a_person() -> None:
    """After freezing the tie is gone: no column of a cell or figure refers to a person, a pair or a strand."""
    for model in (Cell, Figure, Span):
        related = {one.related_model.__name__ for one in model._meta.fields if one.related_model}
        assert related <= {"Span", "Programme", "School"}


def test_without_a_calendar_nothing_is_ever_counted(db: None) -> None:
    school = School.objects.create(name="No year")
    pairs_that_tap(programme_of(school, "Coaching year", YEAR), "yyynnn")
    assert freeze(school, AFTER) == 0
    assert not shown(school).is_counted
    assert not list(_owed())


def test_the_sweep_owes_each_school_a_look_a_day_and_asks_one_question(
    school: School, programme: Programme
) -> None:
    owed = list(_owed())
    assert [one.code for one in owed] == [str(school.code)]
    freeze_figures(owed[0].code, owed[0].attempt)
    freeze_figures(owed[0].code, owed[0].attempt)
    assert not list(_owed())
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        list(_owed())
    assert len(queries) == 1
