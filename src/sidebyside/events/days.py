"""Days on which the group might meet, from the school's half-terms."""

from dataclasses import dataclass
from datetime import date, timedelta

from sidebyside.events.models import Event
from sidebyside.programme.models import Programme
from sidebyside.timetable.asking import core_of, years_of
from sidebyside.timetable.models import Term

A_DAY = timedelta(days=1)
# Neither the rush of a Monday nor a Friday on which people leave early.
BEST = (2, 3, 1, 0, 4)


@dataclass(frozen=True)
class Suggested:
    day: date
    sort: str


def halves(terms: list[Term]) -> list[tuple[date, date]]:
    """First and last day of each half of each term, in order; a term without a half-term is one."""
    found = []
    for term in terms:
        if term.half_term_first and term.half_term_last:
            found.append((term.first, term.half_term_first - A_DAY))
            found.append((term.half_term_last + A_DAY, term.last))
        else:
            found.append((term.first, term.last))
    return sorted(half for half in found if half[0] <= half[1])


def suggested(programme: Programme, today: date) -> list[Suggested]:
    """A meet in the middle of each half-term still to come; in the last one plenary and carousel near its end."""
    found: list[Suggested] = []
    for year in years_of(programme.school):
        core = core_of(year)
        both = [
            (max(first, programme.starts_on), min(last, programme.ends_on))
            for first, last in halves(list(year.terms.all()))
        ]
        open_halves = [list(core.open_days(first, last)) for first, last in both if first <= last]
        for days in filter(None, open_halves):
            found.append(Suggested(_midweek(days, days[len(days) // 2]), Event.Sort.MEET))
            if days[-1] >= core.last - A_DAY * 7 or days[-1] >= programme.ends_on - A_DAY * 7:
                before_last_week = max(days[0], days[-1] - A_DAY * 7)
                found.append(Suggested(_midweek(days, before_last_week), Event.Sort.CAROUSEL))
                found.append(Suggested(_midweek(days, days[-1]), Event.Sort.PLENARY))
    return sorted((one for one in found if one.day > today), key=lambda one: one.day)


def _midweek(days: list[date], near: date) -> date:
    """The best weekday with school in the week of ``near``."""
    monday = near - A_DAY * near.weekday()
    week = [day for day in days if monday <= day < monday + A_DAY * 7]
    return min(week or [near], key=lambda day: BEST.index(day.weekday()) if day.weekday() in BEST else 9)
