"""The year that a plan makes between two days: phases and cycles with their dates."""

from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sidebyside.programme.plans.shape import TIED_DAYS, Cadence, Phase, Phases, Plan

WEEK = timedelta(weeks=1)
A_DAY = timedelta(days=1)
# So many days in a row without school part one half-term from the next.
A_HOLIDAY = 5


@dataclass(frozen=True)
class Stretch:
    """From the first day to the last, both in it."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Year:
    """``apart``: days from one cycle to the next. ``wanted``: cycles that the plan names, ``cycles`` those that fit."""

    phases: Sequence[tuple[Phases, Stretch]]
    cycles: Sequence[Stretch]
    wanted: int
    apart: int

    @property
    def all_fit(self) -> bool:
        return len(self.cycles) == self.wanted


def last_day(plan: Plan, starts_on: date, ends_on: date) -> date:
    """A block of so many weeks is over when they are, whatever last day was typed."""
    if plan.weeks and ends_on - starts_on >= plan.weeks * WEEK:
        return starts_on + plan.weeks * WEEK - A_DAY
    return ends_on


def year_of(plan: Plan, starts_on: date, ends_on: date, school_days: Container[date] | None = None) -> Year:
    """``school_days``: days on which the school is open; None while nobody has written them down, when all count.

    Raises ValueError where the last day does not come after the first.
    """
    if ends_on <= starts_on:
        raise ValueError("the last day comes before the first")
    ends_on = last_day(plan, starts_on, ends_on)
    phases = _phases(plan.phases, starts_on, ends_on)
    coaching = next((stretch for key, stretch in phases if key is Phases.COACHING), None)
    coaching = coaching or Stretch(starts_on, ends_on)
    every = [coaching.starts_on + n * A_DAY for n in range((coaching.ends_on - coaching.starts_on).days + 1)]
    days = every if school_days is None else [day for day in every if day in school_days]
    # A year whose days are all closed is one that is not written down yet.
    days = days or every
    if plan.cadence is Cadence.HALF_TERM and (halves := _half_terms(days)) and len(halves) >= plan.cycles:
        cycles = halves[: plan.cycles]
        return Year(phases, cycles, plan.cycles, (days[-1] - days[0]).days // plan.cycles)
    tied = TIED_DAYS.get(plan.cadence)
    begins = _weeks_in(days, tied) if tied else []
    count = min(plan.cycles, max(1, len(begins))) if tied else min(plan.cycles, len(days))
    if not tied:
        begins = [days[number * len(days) // count] for number in range(count)]
    last = days[-1] if len(begins) <= count else _day_before(begins[count], days)
    ends = [_day_before(day, days) for day in begins[1:count]] + [last]
    cycles = [Stretch(begin, max(begin, end)) for begin, end in zip(begins[:count], ends, strict=True)]
    return Year(phases, cycles, plan.cycles, tied or (days[-1] - days[0]).days // count)


def fitted(plan: Plan, starts_on: date, ends_on: date, school_days: Container[date] | None = None) -> Plan:
    """Where the calendar ties the cycles, no more of them than there are weeks; elsewhere they move closer."""
    if plan.cadence not in TIED_DAYS:
        return plan
    return replace(plan, cycles=len(year_of(plan, starts_on, ends_on, school_days).cycles))


def _half_terms(days: Sequence[date]) -> list[Stretch]:
    """Days of school with no holiday between them; all of them are one where no holiday is known."""
    found = [[days[0], days[0]]]
    for day in days[1:]:
        if (day - found[-1][1]).days > A_HOLIDAY:
            found.append([day, day])
        found[-1][1] = day
    return [Stretch(first, last) for first, last in found]


def _weeks_in(days: Sequence[date], apart: int) -> list[date]:
    """The first day with school of each stretch of ``apart`` days in which there is one."""
    found: dict[int, date] = {}
    for day in days:
        found.setdefault((day - days[0]).days // apart, day)
    return list(found.values())


def _day_before(day: date, days: Sequence[date]) -> date:
    return days[max(0, bisect_left(days, day) - 1)]


def _phases(phases: Sequence[Phase], starts_on: date, ends_on: date) -> list[tuple[Phases, Stretch]]:
    """A short year keeps its coaching: what stands around it gives way, to a third of the time at most."""
    days = (ends_on - starts_on).days + 1
    around = sum(phase.weeks * 7 for phase in phases)
    part = min(1.0, days / 3 / around) if around else 1.0
    lengths = [int(phase.weeks * 7 * part) for phase in phases]
    # Counted from the first day: the day after the last of all days is none.
    found, before = [], 0
    rest = days - sum(lengths)
    for phase, length in zip(phases, lengths, strict=True):
        takes = length if phase.weeks else rest
        if takes > 0:
            day = starts_on + timedelta(days=before)
            found.append((phase.key, Stretch(day, day + timedelta(days=takes - 1))))
            before += takes
    return found
