"""Last days, worked out: pure of the database, so that leap years and odd school years can be gone through."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

# A film brought when the year is nearly over, or over, still lives for a month.
SHORTEST_DEFAULT = timedelta(days=30)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


class OutOfLimits(ValueError):
    """A day that is sooner than ``earliest`` or later than ``latest``."""

    def __init__(self, earliest: date, latest: date) -> None:
        super().__init__("out of limits")
        self.earliest, self.latest = earliest, latest


@dataclass(frozen=True)
class Limits:
    """``year_ends`` is (month, day), or None where a year ends with its programme."""

    year_ends: tuple[int, int] | None
    shortest_days: int
    longest_months: int

    def default(self, made: date, programme_ends: date) -> date:
        """The last day of what is made on this day: it lives through it, and is deleted after."""
        ends = year_end(made, *self.year_ends) if self.year_ends else programme_ends
        earliest, latest = self.between(made, made)
        return min(max(ends, made + SHORTEST_DEFAULT, earliest), latest)

    def between(self, made: date, today: date) -> tuple[date, date]:
        """First and last day that an owner may choose. Never sooner than a week from today: the notice comes first."""
        earliest = max(today + WEEK, made + timedelta(days=self.shortest_days))
        return earliest, max(earliest, months_after(made, self.longest_months))

    def check(self, wanted: date, made: date, today: date) -> None:
        """Raises OutOfLimits."""
        earliest, latest = self.between(made, today)
        if not earliest <= wanted <= latest:
            raise OutOfLimits(earliest, latest)


def in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def year_end(on: date, month: int, day: int) -> date:
    """The first end of a school's year that is not before ``on``."""
    this_year = in_year(on.year, month, day)
    return this_year if this_year >= on else in_year(on.year + 1, month, day)


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it has fewer."""
    years, month = divmod(day.month - 1 + months, 12)
    return in_year(day.year + years, month + 1, day.day)


def due(today: date, last_day: date, made: date) -> str:
    """Which notice is due: "week", "month" or "". What was made with little time before it needs no month's notice."""
    left = last_day - today
    if left <= WEEK:
        return "week"
    return "month" if left <= MONTH and today - made >= WEEK else ""
