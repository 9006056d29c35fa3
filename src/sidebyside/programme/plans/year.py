"""The year that a plan makes between two days: phases and cycles with their dates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sidebyside.programme.plans.shape import TIED_DAYS, Phase, Phases, Plan

WEEK = timedelta(weeks=1)


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


def year_of(plan: Plan, starts_on: date, ends_on: date) -> Year:
    """Raises ValueError where the last day does not come after the first."""
    if ends_on <= starts_on:
        raise ValueError("the last day comes before the first")
    if plan.weeks and ends_on - starts_on >= plan.weeks * WEEK:
        ends_on = starts_on + plan.weeks * WEEK - timedelta(days=1)
    phases = _phases(plan.phases, starts_on, ends_on)
    coaching = next((stretch for key, stretch in phases if key is Phases.COACHING), None)
    coaching = coaching or Stretch(starts_on, ends_on)
    days = (coaching.ends_on - coaching.starts_on).days + 1
    tied = TIED_DAYS.get(plan.cadence)
    count = min(plan.cycles, max(1, days // tied)) if tied else min(plan.cycles, days)
    begins = [coaching.starts_on + timedelta(days=_day(number, count, days, tied)) for number in range(count)]
    last = coaching.starts_on + timedelta(days=min(days, _day(count, count, days, tied)) - 1)
    ends = [day - timedelta(days=1) for day in begins[1:]] + [last]
    cycles = [Stretch(begin, max(begin, end)) for begin, end in zip(begins, ends, strict=True)]
    return Year(phases, cycles, plan.cycles, tied or days // count)


def fitted(plan: Plan, starts_on: date, ends_on: date) -> Plan:
    """Where the calendar ties the cycles, no more of them than there are weeks; elsewhere they move closer."""
    if plan.cadence not in TIED_DAYS:
        return plan
    return replace(plan, cycles=len(year_of(plan, starts_on, ends_on).cycles))


def _day(number: int, count: int, days: int, tied: int | None) -> int:
    return number * tied if tied else number * days // count


def _phases(phases: Sequence[Phase], starts_on: date, ends_on: date) -> list[tuple[Phases, Stretch]]:
    """A short year keeps its coaching: what stands around it gives way, to a third of the time at most."""
    days = (ends_on - starts_on).days + 1
    around = sum(phase.weeks * 7 for phase in phases)
    part = min(1.0, days / 3 / around) if around else 1.0
    lengths = [int(phase.weeks * 7 * part) for phase in phases]
    # Counted, for after the last day of the calendar there is none.
    found, gone = [], 0
    rest = days - sum(lengths)
    for phase, length in zip(phases, lengths, strict=True):
        takes = length if phase.weeks else rest
        if takes > 0:
            first = starts_on + timedelta(days=gone)
            found.append((phase.key, Stretch(first, first + timedelta(days=takes - 1))))
            gone += takes
    return found
