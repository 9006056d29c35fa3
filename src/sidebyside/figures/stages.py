"""Stages, dates and time as they are, in sums for whoever leads: no pair and no person is in a row."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.utils import timezone

from sidebyside.cover.ledger import FEWEST_PAIRS, GIVEN, cost_pence
from sidebyside.cover.models import CoverRequest, CoverRule
from sidebyside.people.models import School
from sidebyside.programme import plans
from sidebyside.programme.models import Cycle, Partnership, Programme, Strand, StrandStep


@dataclass(frozen=True)
class Sums:
    """Minutes of talk and cover. ``is_shown`` is false below the fewest pairs: sums would be theirs."""

    programme: Programme
    pairs: int
    closed: int
    planned: int
    talks: int
    talked: int
    booked: int
    cover_used: int
    cover_to_come: int
    cost: int

    @property
    def cover_minutes(self) -> int:
        return self.cover_used + self.cover_to_come

    @property
    def is_shown(self) -> bool:
        return self.pairs >= FEWEST_PAIRS


def sums_of(school: School) -> list[Sums]:
    """Of each programme that is not closed, the newest first: six questions, whatever there is."""
    programmes = list(Programme.objects.filter(school=school, closed_at=None).order_by("-made_at", "-pk"))
    of_school = {"partnership__programme__in": programmes}
    pairs = dict(_running(programmes))
    at_work = Counter(pairs.values())
    closed: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    cycles = Cycle.objects.filter(closed_at__isnull=False, **of_school).order_by()
    for programme, pair, count in cycles.values_list("partnership__programme", "partnership").annotate(
        count=Count("pk")
    ):
        closed[programme] += count
        ended[programme] += 0 if pair in pairs else count
    talks, talked, booked = _talks(programmes)
    cover = _cover(programmes)
    rules = {one.programme_id: one for one in CoverRule.objects.filter(programme__in=programmes)}
    found = []
    for one in programmes:
        used, to_come = cover.get(one.pk, (0, 0))
        found.append(
            Sums(
                programme=one,
                pairs=at_work[one.pk],
                closed=closed[one.pk],
                planned=at_work[one.pk] * plans.kept(one.plan).cycles + ended[one.pk],
                talks=talks[one.pk],
                talked=talked[one.pk],
                booked=booked[one.pk],
                cover_used=used,
                cover_to_come=to_come,
                cost=cost_pence(rules.get(one.pk) or CoverRule(programme=one), used + to_come),
            )
        )
    return found


def _running(programmes: list[Programme]) -> Any:
    """Pairs at work, each with its programme: everybody has answered, and two at least are in."""
    is_in = Q(memberships__accepted_at__isnull=False, memberships__left_at=None)
    waits = Q(memberships__accepted_at=None, memberships__left_at=None)
    pairs = Partnership.objects.filter(programme__in=programmes, ended_at=None).order_by()
    counted = pairs.annotate(
        here=Count("memberships", filter=is_in), waiting=Count("memberships", filter=waits)
    )
    return counted.filter(here__gte=2, waiting=0).values_list("pk", "programme")


def _talks(programmes: list[Programme]) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Talks held, minutes talked and minutes booked. One talk about two sides of a cycle is counted once."""
    held = StrandStep.objects.filter(strand=OuterRef("pk"), key="talk")
    strands = Strand.objects.filter(cycle__partnership__programme__in=programmes, meeting_at__isnull=False)
    rows = (
        strands.order_by()
        .annotate(is_held=Exists(held))
        .values_list("cycle__partnership__programme", "cycle", "meeting_at", "is_held")
        .annotate(minutes=Max("meeting_minutes"))
    )
    talks: Counter[int] = Counter()
    talked: Counter[int] = Counter()
    booked: Counter[int] = Counter()
    seen: dict[tuple[int, int, Any], bool] = {}
    for programme, cycle, at, is_held, minutes in rows:
        key = (programme, cycle, at)
        if key not in seen:
            booked[programme] += minutes
        if is_held and not seen.get(key, False):
            talks[programme] += 1
            talked[programme] += minutes
        seen[key] = seen.get(key, False) or is_held
    return talks, talked, booked


def _cover(programmes: list[Programme]) -> dict[int, tuple[int, int]]:
    """Minutes of cover that was used, and that is to come."""
    now, minutes = timezone.now(), F("covers") * F("minutes")
    given = CoverRequest.objects.filter(
        strand__cycle__partnership__programme__in=programmes, state__in=GIVEN
    ).order_by()
    rows = given.values_list("strand__cycle__partnership__programme").annotate(
        used=Sum(minutes, filter=Q(starts_at__lte=now)), to_come=Sum(minutes, filter=Q(starts_at__gt=now))
    )
    return {programme: (used or 0, to_come or 0) for programme, used, to_come in rows}
