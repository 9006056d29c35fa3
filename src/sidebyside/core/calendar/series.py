from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sidebyside.core.calendar.clock import moment
from sidebyside.core.calendar.year import Period, SchoolYear


class State(StrEnum):
    STANDS = "stands"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Series:
    """The same period of the same weekday, every week or every week A or B, from ``first`` to ``last``.

    ``week`` is None for every week. The period keeps its wall time when the clocks change.
    """

    weekday: int
    period: Period
    week: int | None
    first: date
    last: date


@dataclass(frozen=True)
class Change:
    """What became of the one slot of ``day``: moved to another moment, or cancelled where there is none."""

    day: date
    moved_to: datetime | None = None


@dataclass(frozen=True)
class Occurrence:
    """``day`` is where it stood in the series, and names it for good; ``starts`` and ``ends`` say when it is now."""

    day: date
    starts: datetime
    ends: datetime
    state: State


def occurrences(
    year: SchoolYear, series: Series, changes: Iterable[Change], first: date, last: date
) -> Iterator[Occurrence]:
    """Slots whose day in the series lies from ``first`` to ``last``; days without school have none."""
    changed = {one.day: one for one in changes}
    for day in year.open_days(max(first, series.first), min(last, series.last)):
        if day.weekday() != series.weekday or series.week not in (None, year.week(day)):
            continue
        starts = moment(day, series.period.begins, year.clock)
        ends = moment(day, series.period.ends, year.clock)
        change = changed.get(day)
        if change is None:
            yield Occurrence(day, starts, ends, State.STANDS)
        elif change.moved_to is None:
            yield Occurrence(day, starts, ends, State.CANCELLED)
        else:
            yield Occurrence(day, change.moved_to, change.moved_to + (ends - starts), State.MOVED)
