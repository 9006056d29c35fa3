"""Which half-terms, terms and years of a school's calendar are over and not counted yet.

A school without a calendar is never counted: a stretch of our own making would be another cell over the same people
once its calendar is there.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sidebyside.figures.models import Span
from sidebyside.people.models import School
from sidebyside.timetable.asking import years_of
from sidebyside.timetable.models import Term

Level = Span.Level
# A shorter one is a slip of the calendar, and would be a cell of a day's meetings.
LEAST_DAYS = 14
# What was over before that is not counted any more: the product, or the calendar, came later.
LOOKS_BACK = timedelta(days=400)
A_DAY = timedelta(days=1)
# From its first day: by then each of its terms is over, also one that was written down late.
A_YEAR = timedelta(days=365)
_ORDER = {Level.HALF_TERM: 0, Level.TERM: 1, Level.YEAR: 2}


def due(school: School, today: date) -> list[Span]:
    """Not saved yet; smaller before larger, earlier before later. None lies over one of its level that was counted:
    a calendar that is changed afterwards makes no second cell over the same days. In a year that was decided nothing
    is counted any more, and a year is decided only a year after its first day."""
    counted = list(Span.objects.filter(school=school))
    found: list[Span] = []
    for span in sorted(_all(school), key=lambda one: (one.last, _ORDER[Level(one.level)], one.first)):
        is_over = today - LOOKS_BACK <= span.last < today
        if span.level == Level.YEAR:
            is_over = is_over and span.first + A_YEAR <= today
        beside = [one for one in (*counted, *found) if one.level in {span.level, Level.YEAR}]
        if is_over and not any(one.first <= span.last and span.first <= one.last for one in beside):
            found.append(span)
    return found


def _all(school: School) -> Iterator[Span]:
    for year in years_of(school):
        terms = list(year.terms.all())
        for term in terms:
            yield from _of_term(school, term)
        if terms:
            first, last = min(term.first for term in terms), max(term.last for term in terms)
            yield Span(school=school, level=Level.YEAR, first=first, last=last)


def _of_term(school: School, term: Term) -> Iterator[Span]:
    halves = [(0, term.first, term.last)]
    if term.half_term_first and term.half_term_last:
        halves = [(1, term.first, term.half_term_first - A_DAY), (2, term.half_term_last + A_DAY, term.last)]
        yield Span(school=school, level=Level.TERM, term=term.name, first=term.first, last=term.last)
    for part, first, last in halves:
        if (last - first).days + 1 >= LEAST_DAYS:
            yield Span(
                school=school, level=Level.HALF_TERM, term=term.name, part=part, first=first, last=last
            )
