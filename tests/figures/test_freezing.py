"""Counted once: who is in a cell, who is not, and that nothing changes it afterwards."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from sidebyside.figures.agreeing import agree, take_back
from sidebyside.figures.freezing import freeze
from sidebyside.figures.jobs import _owed, freeze_figures
from sidebyside.figures.models import Cell, Counted, Figure, Span
from sidebyside.figures.page import shown
from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.models import FormVersion, Sheet
from sidebyside.people.models import School, SchoolRole
from sidebyside.programme.models import Membership, Partnership, Programme
from sidebyside.reflection.models import Pulse
from sidebyside.timetable.models import Term
from sidebyside.trust import holdings, keystore
from tests.figures.school_years import (
    DAY,
    YEAR,
    calendar,
    newcomer,
    noon,
    pairs_that_tap,
    programme_of,
    reader_of,
    strand_of,
    tap,
)

AFTER = noon(date(YEAR, 10, 20))


@pytest.fixture
def school(db: None) -> School:
    made = School.objects.create(name="Weir School")
    calendar(made, YEAR)
    return made


@pytest.fixture
def programme(school: School) -> Programme:
    return programme_of(school, "Coaching year", YEAR)


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
    assert (safe().people, safe().partnerships, safe().counted) == (6, 3, [4, 2])
    assert safe_tenths() == [7, 3]
    # Everybody was challenged, nobody will surely try: neither is shown.
    line = shown(school, reader_of(school)).pulse[0]
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
    assert [one.cells for one in shown(school, reader_of(school)).pulse] == [[None, None, None]]


def test_only_who_agreed_and_nobody_who_may_look_and_the_last_answer_of_each(
    school: School, programme: Programme
) -> None:
    people = pairs_that_tap(programme, "yyyynnnn")
    take_back(people[0])
    SchoolRole.objects.create(person=people[1], school=school, role=SchoolRole.Role.LEADER)
    again = strand_of(Partnership.objects.get(memberships__person=people[2]))
    tap(again, people[2], DAY + timedelta(5), "no")
    freeze(school, AFTER)
    assert (safe().people, safe().counted) == (6, [1, 5])


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
    freeze(school, noon(date(YEAR + 1, 9, 1)))
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
    assert Cell.objects.get(question="resources").counted == [3, 0, 3]
    assert Figure.objects.get(question="resources").tenths is None
    assert Figure.objects.get(question="culture").tenths is None
    assert Cell.objects.get(question="role").people == 0
    assert shown(school, reader_of(school)).forms[0].nothing == ["Autumn 2024, first half"]
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
    assert not shown(school, reader_of(school)).is_counted
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


def test_a_half_term_that_was_over_before_the_yes_is_not_counted(
    school: School, programme: Programme
) -> None:
    """A calendar that is written down late, or a worker that was down, reaches back over a year."""
    people = pairs_that_tap(programme, "yyynnnny")
    Counted.objects.filter(person=people[0]).update(since=noon(date(YEAR, 10, 19)))
    # Within it: all that they answered in it counts, as the page says.
    Counted.objects.filter(person=people[1]).update(since=noon(date(YEAR, 10, 18)))
    freeze(school, AFTER)
    assert (safe().people, safe().counted) == (7, [3, 4])


def test_who_left_before_a_half_term_is_in_none_of_it(school: School, programme: Programme) -> None:
    """They may still finish a review, or tap, of the pair that they left: with a yes to their school alone as well."""
    people = pairs_that_tap(programme, "yyynnnyn")
    Counted.objects.filter(person=people[0]).update(trust_since=None)
    Membership.objects.filter(person=people[0]).update(left_at=noon(date(YEAR, 10, 22)))
    version = FormVersion.objects.create(
        school=school, key="interim-review", number=1, body=built_in("interim-review").as_kept()
    )
    after = noon(date(YEAR, 11, 10))
    for person in people:
        Sheet.objects.create(
            person=person, version=version, key=version.key, year=YEAR, answers=json.dumps({"culture": 3}),
            done_at=after, changed_at=after,
        )  # fmt: skip
    Pulse.objects.filter(person__in=(people[0], people[2])).update(changed_at=after)
    freeze(school, noon(date(YEAR, 12, 20)))
    first, second = Span.objects.filter(level=Span.Level.HALF_TERM).order_by("first")
    assert (first.for_trust, second.for_trust) == (False, True)
    of_second = Cell.objects.filter(span=second)
    assert (of_second.get(question="safe").people, of_second.get(question="culture").people) == (1, 7)


def test_a_yes_that_is_widened_later_is_for_no_trust_in_what_was_over_by_then(
    school: School, programme: Programme
) -> None:
    people = pairs_that_tap(programme, "yn")
    Counted.objects.filter(person=people[0]).update(trust_since=noon(date(YEAR, 10, 19)))
    freeze(school, noon(date(YEAR, 12, 20)))
    halves = Span.objects.filter(level=Span.Level.HALF_TERM).order_by("first")
    assert [one.for_trust for one in halves] == [False, True]


def test_who_comes_to_the_page_later_does_not_see_what_they_were_counted_in(
    school: School, programme: Programme
) -> None:
    people = pairs_that_tap(programme, "yyynnnny")
    freeze(school, AFTER)
    second = date(YEAR, 11, 10)
    for number, person in enumerate(people[2:]):
        strand = strand_of(Partnership.objects.get(memberships__person=person))
        tap(strand, person, second, "yes" if number % 2 else "no")
    SchoolRole.objects.create(person=people[0], school=school, role=SchoolRole.Role.LEADER)
    freeze(school, noon(date(YEAR, 12, 20)))
    assert {one.level for one in Span.objects.all()} == {"half-term", "term"}
    assert [one.over for one in shown(school, people[0]).pulse] == [
        "Autumn 2024, second half · Coaching year"
    ]
    assert "Autumn 2024, first half" not in shown(school, people[0]).forms[0].nothing
    assert len(shown(school, reader_of(school)).pulse) == 3


def test_counts_lie_sealed_and_go_with_their_key_once_the_year_is_decided(
    school: School, programme: Programme, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    pairs_that_tap(programme, "nn")
    freeze(school, AFTER)
    cell = safe()
    with connection.cursor() as cursor:
        cursor.execute("SELECT counts FROM figures_cell WHERE id = %s", [cell.pk])
        assert b"[0, 2]" not in bytes(cursor.fetchone()[0])
    with django_capture_on_commit_callbacks(execute=True):
        freeze(school, noon(date(YEAR + 1, 9, 1)))
    assert not Cell.objects.exists()
    assert keystore.is_destroyed(cell.sealing_key())
    assert Figure.objects.filter(question="safe", span__level=Span.Level.YEAR).exists()
    # An old backup comes back without the year: its cells open no more, and nothing is made of them.
    cell.pk = None
    cell._state.adding = True
    cell.code = cell.code
    Span.objects.filter(level=Span.Level.YEAR).delete()
    Figure.objects.filter(span__level=Span.Level.YEAR).delete()
    Cell.objects.bulk_create([cell])
    freeze(school, noon(date(YEAR + 1, 9, 2)))
    assert not Figure.objects.filter(span__level=Span.Level.YEAR).exists()


def test_the_year_is_decided_a_year_after_its_first_day_whatever_terms_were_written_by_christmas(
    school: School, programme: Programme
) -> None:
    Term.objects.exclude(name="Autumn").delete()
    freeze(school, noon(date(YEAR + 1, 1, 10)))
    assert not Span.objects.filter(level=Span.Level.YEAR).exists()
    year = Term.objects.get().year
    Term.objects.create(year=year, name="Spring", first=date(YEAR + 1, 1, 4), last=date(YEAR + 1, 3, 26))
    assert freeze(school, noon(date(YEAR + 1, 8, 31))) == 1
    freeze(school, noon(date(YEAR + 1, 9, 1)))
    assert Span.objects.get(level=Span.Level.YEAR).last == date(YEAR + 1, 3, 26)
    # Nothing of a year that was decided is counted later.
    Term.objects.create(year=year, name="Late", first=date(YEAR + 1, 2, 10), last=date(YEAR + 1, 3, 1))
    assert freeze(school, noon(date(YEAR + 1, 9, 3))) == 0


def test_a_yes_to_being_counted_is_taken_away(school: School) -> None:
    person = newcomer(school)
    files = {one.name: b"".join(one.pieces()) for one in holdings.files_of(person)}
    assert b"2020-08-31" in files["being-counted.json"]
