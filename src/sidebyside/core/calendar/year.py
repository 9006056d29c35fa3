from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

# A school year with its summer. More is a year typed wrong.
LONGEST_DAYS = 400
SHORTEST_PERIOD, LONGEST_PERIOD = 5, 240
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Stretch:
    """Days in a row, both ends belonging to it."""

    first: date
    last: date
    name: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, other: "Stretch") -> bool:
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Period:
    """``begins`` and ``ends`` are minutes after midnight on the school's wall clock."""

    name: str
    begins: int
    ends: int

    def meets(self, other: "Period") -> bool:
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Problem:
    """``what`` is a word that a page turns into a sentence; ``one`` and ``other`` are the names it is about."""

    what: str
    one: str = ""
    other: str = ""


@dataclass(frozen=True)
class SchoolYear:
    """``closures`` are half-terms and other days without school inside terms.

    ``weeks``: 1, or 2 for weeks A and B. Weeks in which no day is open are passed over in counting A and B, unless
    ``closed_weeks_count``. ``first_week`` is what the first open week is called. ``days``: how many days a week,
    from Monday, the school may be open.
    """

    zone: str
    terms: tuple[Stretch, ...]
    periods: tuple[Period, ...]
    closures: tuple[Stretch, ...] = ()
    weeks: int = 1
    closed_weeks_count: bool = False
    first_week: int = 0
    days: int = 5

    @cached_property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def first(self) -> date:
        return min(term.first for term in self.terms)

    @property
    def last(self) -> date:
        return max(term.last for term in self.terms)

    def is_open(self, day: date) -> bool:
        return (
            day.weekday() < self.days
            and any(day in term for term in self.terms)
            and not any(day in closure for closure in self.closures)
        )

    def open_days(self, first: date, last: date) -> Iterator[date]:
        """Days with school from ``first`` to ``last``, both included, in order."""
        if not self.terms:
            return
        day, last = max(first, self.first), min(last, self.last)
        while day <= last:
            if self.is_open(day):
                yield day
            day += A_DAY

    def week(self, day: date) -> int | None:
        """0 for week A, 1 for week B; None for a day in no week of the school's."""
        return self._weeks.get(_monday(day))

    def period(self, name: str) -> Period | None:
        return next((one for one in self.periods if one.name == name), None)

    @cached_property
    def _weeks(self) -> dict[date, int]:
        found: dict[date, int] = {}
        if not self.terms:
            return found
        monday, counted = _monday(self.first), 0
        while monday <= self.last:
            is_open = any(self.is_open(monday + n * A_DAY) for n in range(7))
            if is_open:
                found[monday] = (self.first_week + counted) % self.weeks
            if is_open or (self.closed_weeks_count and counted):
                counted += 1
            monday += A_WEEK
        return found

    def problems(self) -> list[Problem]:
        """All that is wrong with a year as it was typed; an empty list for one that can be used."""
        return [*_of_terms(self), *_of_closures(self), *_of_periods(self.periods)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _of_terms(year: SchoolYear) -> Iterator[Problem]:
    if not year.terms:
        yield Problem("no term")
        return
    for term in year.terms:
        if term.last < term.first:
            yield Problem("term backwards", term.name)
    for one, other in combinations(year.terms, 2):
        if one.meets(other):
            yield Problem("terms overlap", one.name, other.name)
    if (year.last - year.first).days > LONGEST_DAYS:
        yield Problem("year too long")


def _of_closures(year: SchoolYear) -> Iterator[Problem]:
    for closure in year.closures:
        if closure.last < closure.first:
            yield Problem("closure backwards", closure.name)
        elif year.terms and not any(closure.meets(term) for term in year.terms):
            yield Problem("closure outside", closure.name)


def _of_periods(periods: tuple[Period, ...]) -> Iterator[Problem]:
    if not periods:
        yield Problem("no period")
    names: set[str] = set()
    for one in periods:
        if one.name.casefold() in names:
            yield Problem("period twice", one.name)
        names.add(one.name.casefold())
        if one.ends <= one.begins:
            yield Problem("period backwards", one.name)
        elif not SHORTEST_PERIOD <= one.ends - one.begins <= LONGEST_PERIOD:
            yield Problem("period length", one.name, str(one.ends - one.begins))
    forwards = sorted((one for one in periods if one.ends > one.begins), key=lambda one: one.begins)
    for one, other in pairwise(forwards):
        if one.meets(other):
            yield Problem("periods overlap", one.name, other.name)
