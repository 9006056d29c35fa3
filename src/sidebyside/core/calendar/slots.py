from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sidebyside.core.calendar.clock import moment
from sidebyside.core.calendar.year import Period, SchoolYear

Busy = tuple[datetime, datetime]


class Use(StrEnum):
    """What a period of somebody's week is for. A period of which nothing is known is their own."""

    TEACHING = "teaching"
    PLANNING = "planning"
    DUTY = "duty"
    DIRECTED = "directed"
    PROTECTED = "protected"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Cell:
    """One place in a timetable."""

    week: int
    weekday: int
    period: str


@dataclass(frozen=True)
class Entry:
    """``offered``: the person gives this planning time for coaching; it says nothing of any other use."""

    use: Use
    offered: bool = False


Week = Mapping[Cell, Entry]


@dataclass(frozen=True)
class Slot:
    """A period in which everybody asked about is free. ``protected``: kept for coaching by all of them."""

    day: date
    period: Period
    starts: datetime
    ends: datetime
    protected: bool
    on_duty: bool

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds()) // 60


def is_free(entry: Entry | None, *, walking: bool = False) -> bool:
    """Planning time is free only where its owner offers it; a talk on foot may sit on a duty."""
    if entry is None or entry.use == Use.PROTECTED:
        return True
    if entry.use == Use.PLANNING:
        return entry.offered
    return entry.use == Use.DUTY and walking


def free_slots(
    year: SchoolYear,
    weeks: Sequence[Week],
    first: date,
    last: date,
    *,
    minutes: int = 5,
    walking: bool = False,
    busy: Sequence[Busy] = (),
) -> Iterator[Slot]:
    """Periods from ``first`` to ``last`` that last ``minutes`` or longer and are free in all of ``weeks``, in order.

    ``busy`` are moments from and to that are taken, whatever the timetables say. Nothing is free for nobody, nor for
    somebody of whose week nothing is known.
    """
    if not weeks or not all(weeks):
        return
    in_order = sorted(year.periods, key=lambda one: one.begins)
    for day in year.open_days(first, last):
        week = year.week(day)
        for period in in_order if week is not None else ():
            cell = Cell(week or 0, day.weekday(), period.name)
            entries = [one.get(cell) for one in weeks]
            if not all(is_free(entry, walking=walking) for entry in entries):
                continue
            slot = _slot(year, day, period, entries)
            taken = any(start < slot.ends and slot.starts < end for start, end in busy)
            if slot.minutes >= minutes and not taken:
                yield slot


def _slot(year: SchoolYear, day: date, period: Period, entries: Sequence[Entry | None]) -> Slot:
    uses = [entry.use if entry else None for entry in entries]
    return Slot(
        day,
        period,
        moment(day, period.begins, year.clock),
        moment(day, period.ends, year.clock),
        protected=all(use == Use.PROTECTED for use in uses),
        on_duty=Use.DUTY in uses,
    )


def teaches(year: SchoolYear, week: Week, starts: datetime, ends: datetime) -> bool:
    """Whether a stretch of time falls, if only by a minute, into a lesson of this timetable."""
    day = starts.astimezone(year.clock).date()
    last = ends.astimezone(year.clock).date()
    while day <= last:
        number = year.week(day)
        for period in year.periods if number is not None and year.is_open(day) else ():
            entry = week.get(Cell(number or 0, day.weekday(), period.name))
            if entry is not None and entry.use == Use.TEACHING:
                begins = moment(day, period.begins, year.clock)
                if begins < ends and starts < moment(day, period.ends, year.clock):
                    return True
        day += timedelta(days=1)
    return False
