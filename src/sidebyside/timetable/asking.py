"""What rooms above may ask: which year a day lies in, whose week is what, when these people are free."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Q

from sidebyside.core import calendar
from sidebyside.people.models import Person, School
from sidebyside.timetable.models import PersonPeriod, Year

AHEAD = timedelta(days=14)


def years_of(school: School) -> list[Year]:
    """The latest first, with all that belongs to them: four queries, however many there are."""
    found = school.school_years.select_related("school").prefetch_related("terms", "closures", "periods")
    return sorted(found, key=lambda year: _first(year), reverse=True)


def _first(year: Year) -> date:
    return min((term.first for term in year.terms.all()), default=date.max)


def year_at(school: School, day: date) -> Year | None:
    """The school year that ``day`` lies in or, in a summer, the next one; the last where there is none."""
    found = years_of(school)
    coming = [year for year in found if core_of(year).last >= day] if found else []
    return coming[-1] if coming else (found[0] if found else None)


# A programme may begin a little before the first term, and end a little after the last one.
_BESIDE = timedelta(days=28)


def school_days(school: School, first: date, last: date) -> set[date] | None:
    """Days with school from ``first`` to ``last``; None where what is written down does not reach over them."""
    years = [year for year in map(core_of, years_of(school)) if year.first <= last and first <= year.last]
    if not years or min(year.first for year in years) > first + _BESIDE:
        return None
    if max(year.last for year in years) + _BESIDE < last:
        return None
    return {day for year in years for day in year.open_days(first, last)}


def core_of(year: Year) -> calendar.SchoolYear:
    """Raises no error for a stored year: nothing is stored that its page did not find whole."""
    terms = list(year.terms.all())
    half_terms = [
        calendar.Stretch(term.half_term_first, term.half_term_last)
        for term in terms
        if term.half_term_first and term.half_term_last
    ]
    closures = [calendar.Stretch(one.first, one.last, one.name) for one in year.closures.all()]
    return calendar.SchoolYear(
        zone=year.school.zone,
        terms=tuple(calendar.Stretch(term.first, term.last, term.name) for term in terms),
        closures=(*half_terms, *closures),
        periods=tuple(calendar.Period(one.name, one.begins, one.ends) for one in year.periods.all()),
        weeks=year.weeks,
        closed_weeks_count=year.closed_weeks_count,
        first_week=year.first_week,
        days=year.days,
    )


def entries_of(people: Iterable[Person], year: Year) -> Q:
    """Rows of these people: their own, and those that waited for them to get an account."""
    listed = list(people)
    here = [one.email for one in listed if one.school_id == year.school_id]
    return Q(period__year=year) & (Q(person__in=listed) | Q(person=None, email__in=here))


def weeks_of(people: Sequence[Person], year: Year) -> dict[int, dict[calendar.Cell, calendar.Entry]]:
    """Each person's week by their key, empty where nothing is known: one query."""
    found: dict[int, dict[calendar.Cell, calendar.Entry]] = {one.pk: {} for one in people}
    by_email = {one.email: one.pk for one in people}
    rows = PersonPeriod.objects.filter(entries_of(people, year)).select_related("period")
    # Waiting rows first: what somebody has said themselves goes before what an office's list says.
    for row in sorted(rows, key=lambda row: row.person_id is not None):
        cell = calendar.Cell(row.week, row.weekday, row.period.name)
        whose = row.person_id or by_email[row.email]
        found[whose][cell] = calendar.Entry(calendar.Use(row.use), row.offered)
    return found
