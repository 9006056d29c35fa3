"""A trust's term: decided once, of schools that were in it then, and read by nobody who may be in it."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.federation.models import Federation, Link, Member
from sidebyside.figures.agreeing import agree
from sidebyside.figures.freezing import freeze
from sidebyside.figures.jobs import _terms_owed, trust_figures
from sidebyside.figures.models import Cell, Counted, Figure, Looked, Span, TrustFigure, TrustSchool, TrustTerm
from sidebyside.figures.over_trust import decide, ready
from sidebyside.figures.terms import Season, due
from sidebyside.figures.trust_page import shown
from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.models import FormVersion, Sheet
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme.models import Cycle, Programme, Strand
from sidebyside.timetable.models import Term
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from tests.cast import Cast
from tests.figures.school_years import (
    DAY,
    YEAR,
    calendar,
    newcomer,
    noon,
    pair,
    pairs_that_tap,
    programme_of,
    reader_of,
    tap,
)
from tests.pages import words_of

Browser = Callable[[Person], Client]
DECIDED = date(YEAR + 1, 1, 15)
AUTUMN = due(DECIDED)[0]
PAGE = "/school/trust/figures/"


@pytest.fixture
def bay(db: None) -> Federation:
    return Federation.objects.create(name="Bay Trust")


def join(bay: Federation, school: School) -> School:
    Member.objects.create(federation=bay, school=school, joined_at=noon(date(2020, 9, 1)))
    return school


def school_of(bay: Federation, answers: str, name: str = "") -> School:
    """With an autumn of taps, and counted since."""
    school = join(bay, School.objects.create(name=name or f"School {School.objects.count()}"))
    return autumn(school, answers)


def autumn(school: School, answers: str) -> School:
    calendar(school, YEAR)
    pairs_that_tap(programme_of(school, "Coaching year", YEAR), answers)
    look_at(school)
    return school


def look_at(school: School, day: date = DECIDED) -> None:
    freeze(school, noon(day))
    Looked.objects.update_or_create(school=school, defaults={"on": day})


def groups_that_tap(school: School, groups: str, day: date) -> None:
    """Each word a partnership, each letter one of it."""
    for answers in groups.split():
        people = [newcomer(school) for _each in answers]
        cycle = Cycle.objects.create(partnership=pair(Programme.objects.get(school=school), people), number=1)
        strand = Strand.objects.create(cycle=cycle)
        for person, answer in zip(people, answers, strict=True):
            tap(strand, person, day, {"y": "yes", "n": "no"}[answer])


def four_alone_in_autumn(bay: Federation) -> School:
    """Too few to be told of alone; the trust can, with those of two more schools."""
    for answers in ("ynyn", "yn"):
        school_of(bay, answers)
    school = school_of(bay, "")
    Span.objects.filter(school=school).delete()
    groups_that_tap(school, "y n y n", DAY)
    look_at(school)
    return school


def year_with_two_groups_in_spring(school: School) -> list[int] | None:
    """Six people, but in two partnerships: told of in a whole year, with four more partnerships, if nothing is in the
    way."""
    groups_that_tap(school, "yyn ynn", date(YEAR + 1, 1, 20))
    freeze(school, noon(date(YEAR + 1, 9, 2)))
    year: Figure = Figure.objects.get(question="safe", span__level=Span.Level.YEAR, span__school=school)
    return year.tenths


def safe() -> list[int] | None:
    found: list[int] | None = TrustFigure.objects.get(question="safe").tenths
    return found


def lines(bay: Federation, viewer: Person) -> list[str]:
    return [one.over for one in shown(bay, viewer).pulse]


def test_a_term_is_decided_once_of_the_schools_that_were_in_it_then(bay: Federation) -> None:
    schools = [school_of(bay, answers) for answers in ("yyyynn", "yyynnn", "yn", "yy", "nn")]
    late = autumn(School.objects.create(name="Late"), "yyyyyynn")
    Member.objects.create(federation=bay, school=late, joined_at=noon(DECIDED))
    assert list(ready(AUTUMN)) == [bay]
    trust_figures(str(bay.code), DECIDED.toordinal())
    # 7 of 12 at two schools, and 3 of the 6 of whom nothing is told at their own.
    assert safe() == [6, 4]
    cells = Cell.objects.filter(question="safe", span__school__in=schools[2:], people__gt=0)
    assert TrustFigure.objects.get(question="safe").told == sorted(str(one.pk) for one in cells)
    assert set(TrustSchool.objects.values_list("school", flat=True)) == {one.pk for one in schools}
    before = list(TrustFigure.objects.values()), list(TrustTerm.objects.values())
    Member.objects.filter(school=schools[0]).delete()
    trust_figures(str(bay.code), DECIDED.toordinal())
    assert not decide(bay, AUTUMN)
    assert before == (list(TrustFigure.objects.values()), list(TrustTerm.objects.values()))
    # Who has left is in this term of no other trust, and who came later in none of this one.
    other = Federation.objects.create(name="Hill Trust")
    join(other, schools[0])
    decide(other, AUTUMN)
    assert not TrustSchool.objects.filter(term__federation=other).exists()


def test_what_a_trust_told_is_never_cut_by_a_school_that_decides_later(bay: Federation) -> None:
    assert year_with_two_groups_in_spring(four_alone_in_autumn(Federation.objects.create(name="Hill"))) == [
        5,
        5,
    ], "without a trust's term the year tells of both"
    school = four_alone_in_autumn(bay)
    decide(bay, AUTUMN)
    assert safe() == [5, 5]
    assert year_with_two_groups_in_spring(school) is None


def test_a_school_that_does_not_fit_is_left_out_whole(bay: Federation) -> None:
    for answers in ("yyyynn", "yyynnn", "yyynnn"):
        school_of(bay, answers)
    long, older = (join(bay, School.objects.create(name=name)) for name in ("Long", "Older"))
    calendar(long, YEAR)
    Term.objects.filter(year__school=long, name="Autumn").update(last=date(YEAR + 1, 1, 14))
    Term.objects.filter(year__school=long, name="Spring").update(first=date(YEAR + 1, 1, 16))
    calendar(older, YEAR)
    for school in (long, older):
        people = pairs_that_tap(programme_of(school, "Coaching year", YEAR), "nnnnnnyy")
        look_at(school, DECIDED + timedelta(1))
    # A yes from before shares over a trust were made is for the school alone, until it is said again.
    span = Span.objects.get(school=older, first=date(YEAR, 9, 1), level=Span.Level.HALF_TERM)
    assert span.for_trust
    Counted.objects.filter(person=people[0]).update(trust_since=None)
    Span.objects.filter(school=older).delete()
    look_at(older, DECIDED + timedelta(1))
    with CaptureQueriesContext(connection) as queries:
        decide(bay, AUTUMN)
    # Whatever only refers to the trust or a school of it is written meanwhile, and waits for neither.
    locks = [one["sql"] for one in queries if "FOR UPDATE" in one["sql"] or "FOR NO KEY" in one["sql"]]
    assert len(locks) == 2 * connection.features.has_select_for_update
    assert all("FOR NO KEY UPDATE" in one for one in locks)
    assert safe() == [6, 4]
    assert TrustSchool.objects.count() == 3
    agree(people[0])
    assert Counted.objects.get(person=people[0]).trust_since


def test_it_waits_for_each_school_and_then_not_for_ever(bay: Federation) -> None:
    for answers in ("yyyynn", "yyynnn", "yyynnn"):
        school = school_of(bay, answers)
    Looked.objects.filter(school=school).update(on=DECIDED - timedelta(1))
    trust_figures(str(bay.code), DECIDED.toordinal())
    assert not TrustTerm.objects.exists()
    look_at(school)
    with CaptureQueriesContext(connection) as queries:
        assert list(ready(AUTUMN)) == [bay]
    assert len(queries) == 1
    trust_figures(str(bay.code), (DECIDED + timedelta(60)).toordinal())
    assert not TrustTerm.objects.exists()
    assert list(_terms_owed()) == [], "today lies in no term that was counted"
    trust_figures(str(bay.code), DECIDED.toordinal())
    assert TrustTerm.objects.get().season == Season.AUTUMN


def test_each_day_has_one_term_and_a_half_term_one_season() -> None:
    days = [date(2024, 8, 1) + timedelta(n) for n in range(2 * 365)]
    assert all(len(due(day)) <= 1 for day in days)
    terms = {one for day in days for one in due(day)}
    starts = [one for day in days[:365] for one in terms if one.first <= day <= one.begins_by]
    assert len(starts) == 364, "31 July begins nothing"
    assert all(one.begins_by <= one.ends_by < one.decided_on for one in terms)


@pytest.mark.parametrize("days", [timedelta(0), timedelta(61)], ids=["due", "too late by now"])
def test_a_restore_decides_nothing_again(
    bay: Federation, monkeypatch: pytest.MonkeyPatch, days: timedelta
) -> None:
    school = four_alone_in_autumn(bay)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_at: DECIDED + days)
    end_what_may_have_been_taken_back()
    assert not decide(bay, AUTUMN)
    assert not [one for one in TrustFigure.objects.all() if one.tenths or one.told]
    assert lines(bay, reader_of(school)) == []
    # Readers may have had the autumn of the four in a sum with others: the year gives way as if it were here.
    assert year_with_two_groups_in_spring(school) is None


def test_who_may_look_is_not_counted_and_who_looks_later_does_not_see_it(
    bay: Federation, as_person: Browser
) -> None:
    schools = [join(bay, School.objects.create(name=f"S{n}")) for n in range(3)]
    people = []
    for school in schools:
        calendar(school, YEAR)
        people += pairs_that_tap(programme_of(school, "Coaching year", YEAR), "yyyynnnn")
    link, later = people[:2]
    member = Member.objects.get(school=schools[0])
    Link.objects.create(member=member, person=link, yes_at=noon(DAY))
    for school in schools:
        look_at(school)
        assert Cell.objects.get(question="safe", span__school=school, people__gt=0).people == (
            7 if school == schools[0] else 8
        )
    decide(bay, AUTUMN)
    assert lines(bay, link) == ["Autumn 2024"]
    assert lines(bay, reader_of(schools[1])) == ["Autumn 2024"]
    Link.objects.filter(person=link).update(ended_at=noon(DECIDED))
    Link.objects.create(member=member, person=later, yes_at=timezone.now())
    assert lines(bay, later) == []
    told = words_of(as_person(later).get(PAGE))
    assert "The first whose half-terms are all counted after you came is yours to see." in told
    SchoolRole.objects.create(person=people[-1], school=schools[2], role=SchoolRole.Role.LEADER)
    assert lines(bay, people[-1]) == []


def test_a_review_is_added_up_by_the_same_words(bay: Federation) -> None:
    form = built_in("interim-review")
    for number in range(4):
        school = join(bay, School.objects.create(name=f"S{number}"))
        calendar(school, YEAR)
        words = json.dumps(form.as_kept())
        body = json.loads(words.replace("hardly", "Quillhardly") if number == 3 else words)
        version = FormVersion.objects.create(school=school, key=form.key, number=number + 1, body=body)
        for at, person in enumerate(pairs_that_tap(programme_of(school, "One", YEAR), "yyynnn")):
            told = json.dumps({"resources": (1, 3, 5)[at % 3]})
            Sheet.objects.create(
                person=person, version=version, key=version.key, year=YEAR, answers=told,
                done_at=noon(DAY), changed_at=noon(DAY),
            )  # fmt: skip
        look_at(school)
    decide(bay, AUTUMN)
    # Three schools of four, whatever number their version has; the fourth has words of its own.
    assert TrustFigure.objects.get(question="resources").tenths == [3, 3, 3]
    assert Figure.objects.filter(question="resources", span__level=Span.Level.TERM).count() == 4
    told = shown(bay, reader_of(School.objects.all()[0])).forms[0].tables[0]
    assert [told.when, len(told.lines)] == ["Autumn 2024", 1]
    assert "Quill" not in json.dumps(list(TrustFigure.objects.values("asked", "answers")))


def test_the_page_is_for_links_leaders_and_co_ordinators_and_costs_the_same(
    cast: Cast, bay: Federation, as_person: Browser
) -> None:
    join(bay, autumn(cast.school, "yyyynn"))
    join(bay, cast.other_school)
    for _n in range(2):
        school_of(bay, "yyyynn")
    link = Link.objects.create(
        member=Member.objects.get(school=cast.school), person=cast.nina, yes_at=noon(DAY)
    )
    decide(bay, AUTUMN)
    for who, status in (("leo", 200), ("dora", 200), ("eve", 200), ("nina", 200), ("ana", 404), ("tim", 404)):
        assert as_person(getattr(cast, who)).get(PAGE).status_code == status, who
    dora = as_person(cast.dora)
    told = words_of(dora.get(PAGE))
    assert "Autumn 2024" in told
    assert "7 in 10" in told
    assert "Harbour" not in told.replace(
        "Harbour School", "", told.count("Harbour School") - told.count("School 2")
    )
    assert PAGE in dora.get("/school/trust/").content.decode()
    assert PAGE in as_person(cast.leo).get("/figures/").content.decode()
    with CaptureQueriesContext(connection) as few:
        dora.get(PAGE)
    for begins in range(2019, 2024):
        term = TrustTerm.objects.create(
            federation=bay,
            season=Season.SPRING,
            begins=begins,
            last=date(begins + 1, 4, 1),
            counted_from=noon(DAY),
        )
        TrustFigure.objects.create(term=term, question="safe", tenths=[1, 9])
    with CaptureQueriesContext(connection) as many:
        dora.get(PAGE)
    assert len(many) == len(few) <= 20
    asked = " ".join(one["sql"] for one in many)
    assert "figures_cell" not in asked
    assert "figures_figure" not in asked
    Link.objects.filter(pk=link.pk).update(ended_at=noon(DAY))
    assert as_person(cast.nina).get(PAGE).status_code == 404
    Member.objects.filter(school=cast.school).delete()
    assert dora.get(PAGE).status_code == 404
