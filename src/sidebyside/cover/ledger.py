"""Sums of hours and covers: planned, used and lost, by term and by funding line. No person is in a sum."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from sidebyside.cover.models import CoverRequest, CoverRule, FundingLine
from sidebyside.programme import plans
from sidebyside.programme.models import Partnership, Programme, Strand
from sidebyside.programme.protected import occurrences_of
from sidebyside.timetable.asking import core_of, years_of
from sidebyside.timetable.models import Reason, Series

State, What = CoverRequest.State, CoverRequest.What
GIVEN = (State.APPROVED, State.USED)
# Hours a year that published programmes took, for one teacher, over six to twelve months.
PUBLISHED_HOURS = (20, 100)
# A sum over fewer pairs would be those pairs' own.
FEWEST_PAIRS = 3


@dataclass
class Sum:
    """Minutes of talk and of cover; ``covers`` counts lessons that were covered, or will be."""

    planned: int = 0
    used: int = 0
    lost: int = 0
    covers: int = 0

    @property
    def minutes(self) -> int:
        return self.planned + self.used


@dataclass
class Ledger:
    talk: Sum = field(default_factory=Sum)
    cover: Sum = field(default_factory=Sum)
    lost_by: dict[str, int] = field(default_factory=dict)
    """Minutes of talk and cover that were lost, by the kind of reason."""
    terms: list[tuple[str, date, date, Sum]] = field(default_factory=list)
    lines: list[tuple[FundingLine, Sum]] = field(default_factory=list)
    unpaid: Sum = field(default_factory=Sum)
    people: int = 0
    pairs: int = 0


def rule_of(programme: Programme) -> CoverRule:
    return CoverRule.objects.filter(programme=programme).first() or CoverRule(programme=programme)


def requests_of(programme: Programme) -> list[CoverRequest]:
    return list(
        CoverRequest.objects.filter(strand__cycle__partnership__programme=programme)
        .exclude(state=State.NOT_NEEDED)
        .select_related("strand__cycle__partnership", "line")
        .prefetch_related("strand__cycle__partnership__memberships__person")
        .order_by("starts_at", "pk")
    )


def waiting(programme: Programme) -> int:
    """How many requests nobody has answered."""
    return CoverRequest.objects.filter(
        strand__cycle__partnership__programme=programme, state=State.ASKED
    ).count()


def ledger_of(programme: Programme, requests: Iterable[CoverRequest]) -> Ledger:
    """A number of queries that does not grow with pairs, cycles or requests."""
    found, now = Ledger(), timezone.now()
    found.terms = [
        (term.name, term.first, term.last, Sum())
        for year in reversed(years_of(programme.school))
        for term in core_of(year).terms
        if term.last >= programme.starts_on and term.first <= programme.ends_on
    ]
    found.lines = [
        (line, Sum()) for line in FundingLine.objects.filter(programme=programme).order_by("first", "pk")
    ]
    for request in requests:
        _add_cover(found, request, now)
    talks, over = _talks(programme, found)
    for _pair, starts, minutes in talks:
        _add(found.talk, starts, minutes, now)
    _add_kept(found, over, programme, {(pair, starts) for pair, starts, _minutes in talks}, now)
    return found


def _add(into: Sum, starts: datetime, minutes: int, now: datetime) -> None:
    if starts + timedelta(minutes=minutes) <= now:
        into.used += minutes
    else:
        into.planned += minutes


def _add_cover(found: Ledger, request: CoverRequest, now: datetime) -> None:
    day, minutes = timezone.localtime(request.starts_at).date(), request.cover_minutes
    into = [found.cover, *(one for _name, first, last, one in found.terms if first <= day <= last)]
    paid = next((one for line, one in found.lines if line.pk == request.line_id), None)
    for one in [*into, *([paid] if paid else [])]:
        if request.state == State.LOST:
            one.lost += minutes
        elif request.state in GIVEN:
            _add_times(one, request, now)
            one.covers += request.covers
    if request.state == State.LOST:
        found.lost_by[request.reason] = found.lost_by.get(request.reason, 0) + minutes
    if request.state in GIVEN and paid is None:
        _add_times(found.unpaid, request, now)


def _add_times(into: Sum, request: CoverRequest, now: datetime) -> None:
    for _each in range(request.covers):
        _add(into, request.starts_at, request.minutes, now)


def _over(partnerships: Iterable[Partnership]) -> dict[uuid.UUID, datetime]:
    """Since when a partnership that is over, or never was one of two, has been: by its code."""
    found = {}
    for one in partnerships:
        joined = [member for member in one.memberships.all() if member.accepted_at is not None]
        left = sorted(member.left_at for member in joined if member.left_at is not None)
        if one.ended_at is not None:
            found[one.code] = one.ended_at
        elif len(joined) < 2:
            found[one.code] = one.made_at
        elif len(joined) - len(left) < 2:
            found[one.code] = left[len(joined) - 2]
    return found


def _talks(
    programme: Programme, found: Ledger
) -> tuple[list[tuple[uuid.UUID, datetime, int]], dict[uuid.UUID, datetime]]:
    """Talks that are agreed, and since when which partnerships are over."""
    partnerships = list(programme.partnerships.prefetch_related("memberships"))
    over = _over(partnerships)
    standing = [one for one in partnerships if one.code not in over]
    found.pairs = len(standing)
    found.people = len({member.person_id for one in standing for member in one.members_in})
    # Two sides of a cycle that are talked about at once share one row.
    booked = Strand.objects.filter(
        cycle__partnership__programme=programme,
        cycle__paused_at=None,
        cycle__skipped_at=None,
        meeting_at__isnull=False,
    )
    # What was still to come when a cycle was closed went with it.
    booked = booked.filter(Q(cycle__closed_at=None) | Q(cycle__closed_at__gte=F("meeting_at")))
    talks = booked.values_list("cycle__partnership__code", "meeting_at", "meeting_minutes")
    return [
        (pair, at, minutes)
        for pair, at, minutes in talks.distinct()
        if at is not None and (pair not in over or at <= over[pair])
    ], over


def _add_kept(
    found: Ledger,
    over: dict[uuid.UUID, datetime],
    programme: Programme,
    talks: set[tuple[uuid.UUID, datetime]],
    now: datetime,
) -> None:
    """Slots kept for a pair: hours too, unless a talk that is agreed lies in them already; a cancelled one is lost."""
    codes = list(programme.partnerships.values_list("code", flat=True))
    kept = Series.objects.filter(kept_for__in=codes).select_related("period__year__school")
    for series in kept.prefetch_related(
        "changes", "period__year__terms", "period__year__closures", "period__year__periods"
    ):
        reasons = {one.day: one.reason for one in series.changes.all() if one.moved_to is None}
        for slot in occurrences_of(series, series.first, series.last):
            minutes = int((slot.ends - slot.starts).total_seconds()) // 60
            if series.kept_for in over and slot.starts > over[series.kept_for]:
                continue
            if slot.day in reasons:
                found.talk.lost += minutes
                reason = reasons[slot.day]
                found.lost_by[reason] = found.lost_by.get(reason, 0) + minutes
            elif (series.kept_for, slot.starts) not in talks:
                _add(found.talk, slot.starts, minutes, now)


def cost_pence(rule: CoverRule, minutes: int) -> int:
    return round(rule.hour_pence * minutes / 60)


@dataclass(frozen=True)
class CycleTakes:
    """Minutes for one cycle of this programme, by its plan; cover is at most, where all falls into teaching."""

    talk: int
    visit: int
    cover_with_visit: int
    cover_with_film: int
    cycles: int

    @property
    def hours_a_year(self) -> float:
        """For one person: talks and visits of all cycles."""
        return round(self.cycles * (self.talk + self.visit) / 60, 1)


def cycle_takes(programme: Programme) -> CycleTakes:
    plan = plans.kept(programme.plan)
    talk, lesson = 2 * plan.meeting_minutes, plan.lesson_minutes if plan.has_lesson else 0
    return CycleTakes(plan.meeting_minutes, lesson, talk + lesson, talk, plan.cycles)


def reason_words(kind: str) -> str:
    return str(Reason(kind).label) if kind else ""
