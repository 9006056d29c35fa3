"""How a programme stands: stages, dates and hours, read from tables that hold no words from inside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.programme import plans
from sidebyside.programme.models import Cycle, Partnership, Programme, Strand, StrandPart, StrandStep
from sidebyside.programme.plans.words import awaited_words, reached_words
from sidebyside.programme.stages import StageOf

NOT_LONG = timedelta(weeks=1)


@dataclass(frozen=True)
class Row:
    """One line of the co-ordinator's table: a strand that is running, or a proposal."""

    partnership: Partnership
    names: str
    cycle: Cycle | None
    steps: list[str]
    said: str
    waiting: str
    next_at: datetime | None
    next_what: str
    is_stuck: bool
    is_proposal: bool = False
    since: datetime | None = None
    """When the last step before this one was reached."""


@dataclass(frozen=True)
class Hours:
    booked_minutes: int
    talked_minutes: int


@dataclass(frozen=True)
class Progress:
    rows: list[Row]
    pairs: int
    closed: int
    planned: int
    hours: Hours

    @property
    def waits_longest(self) -> Row | None:
        return _longest(self.rows)

    @property
    def sentence(self) -> str:
        stuck = len({row.partnership.pk for row in self.rows if row.is_stuck})
        proposals = sum(row.is_proposal for row in self.rows)
        if not self.rows:
            return _("No pair yet")
        if stuck:
            return ngettext(
                "%(n)d pair needs a time, nothing else is stuck",
                "%(n)d pairs need a time, nothing else is stuck",
                stuck,
            ) % {"n": stuck}
        if proposals:
            return ngettext(
                "%(n)d proposal waits for an answer", "%(n)d proposals wait for an answer", proposals
            ) % {"n": proposals}
        return _("Every pair is on its way")


def progress_of(programme: Programme) -> Progress:
    """Queries and rows grow with the pairs of this programme, never with the cycles behind them or with the school."""
    plan = plans.kept(programme.plan)
    partnerships = list(_with_newest(programme.partnerships.all()))
    closed = _closed(programme)
    running = {one.pk for one in partnerships if _is_running(one)}
    ended = sum(number for partnership, number in closed.items() if partnership not in running)
    return Progress(
        rows=[row for one in partnerships for row in _rows(one, plan)],
        pairs=len(running),
        closed=sum(closed.values()),
        planned=len(running) * plan.cycles + ended,
        hours=_hours(programme),
    )


def waits_longest(programmes: list[Programme]) -> Row | None:
    """The one row of these programmes that has been without a time for longest. At most five queries, and none without
    a programme; only pairs that may lack a time are read."""
    if not programmes:
        return None
    timed = StrandStep.objects.filter(strand=OuterRef("pk"), key="time")
    running = Strand.objects.filter(
        cycle__partnership=OuterRef("pk"),
        cycle__closed_at=None,
        cycle__paused_at=None,
        cycle__skipped_at=None,
    )
    by_key = {one.pk: plans.kept(one.plan) for one in programmes}
    pairs = Partnership.objects.filter(programme__in=programmes, ended_at=None)
    lacking = pairs.filter(Exists(running.filter(~Exists(timed)))).select_related("programme")
    return _longest([row for one in _with_newest(lacking) for row in _rows(one, by_key[one.programme_id])])


def _longest(rows: list[Row]) -> Row | None:
    """Nobody is slow who began this week."""
    before = timezone.now() - NOT_LONG
    stuck = [
        (row.since, row.partnership.pk, row)
        for row in rows
        if row.is_stuck and row.since and row.since <= before
    ]
    return min(stuck, key=lambda one: one[:2])[2] if stuck else None


def _with_newest(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """With their people and their newest cycle: five queries."""
    newest = Cycle.objects.filter(partnership=OuterRef("partnership")).order_by("-number").values("pk")[:1]
    return partnerships.prefetch_related(
        "memberships__person",
        Prefetch(
            "cycles",
            Cycle.objects.filter(pk=Subquery(newest)).prefetch_related(
                "strands__steps",
                Prefetch("strands__parts", StrandPart.objects.select_related("person")),
            ),
        ),
    ).order_by("made_at")


def _closed(programme: Programme) -> dict[int, int]:
    """How many cycles each partnership has closed, by the partnership's key."""
    cycles = Cycle.objects.filter(partnership__programme=programme, closed_at__isnull=False)
    return dict(cycles.order_by().values_list("partnership").annotate(Count("pk")))


def _is_running(partnership: Partnership) -> bool:
    answered = all(one.is_in or one.left_at for one in partnership.memberships.all())
    return partnership.ended_at is None and answered and partnership.has_two_in


def _rows(partnership: Partnership, plan: plans.Plan) -> list[Row]:
    memberships = sorted(partnership.memberships.all(), key=lambda one: one.place)
    if len(memberships) > 2 and sum(one.left_at is None for one in memberships) > 1:
        # A trio that lost one goes on as a pair.
        memberships = [one for one in memberships if one.left_at is None]
    names = " · ".join(one.person.name for one in memberships)
    if any(one.declined_at for one in memberships):
        # Who declined is nobody's business; the pair is simply free to be matched anew.
        return [_bare(partnership, names, _("not taken up"), is_proposal=False)]
    if partnership.ended_at or any(one.left_at for one in memberships):
        return [_bare(partnership, names, _("ended"), is_proposal=False)] if partnership.cycles.all() else []
    cycles = list(partnership.cycles.all())
    if not cycles:
        waiting = _("both to accept and sign")
        return [
            _bare(partnership, names, waiting, is_proposal=not all(one.accepted_at for one in memberships))
        ]
    here = {one.person_id for one in memberships if one.is_in}
    sides = [strand for strand in cycles[-1].strands.all() if strand.coachee.pk in here]
    sides = sides or list(cycles[-1].strands.all())
    if len(sides) == 1:
        return [_row(partnership, names, cycles[-1], sides[0], plan)]
    return [
        _row(
            partnership,
            _("%(names)s: %(name)s’s side") % {"names": names, "name": strand.coachee.name},
            cycles[-1],
            strand,
            plan,
        )
        for strand in sides
    ]


def _bare(partnership: Partnership, names: str, waiting: str, *, is_proposal: bool) -> Row:
    return Row(partnership, names, None, [], waiting, waiting, None, "", False, is_proposal)


def _row(partnership: Partnership, names: str, cycle: Cycle, strand: Strand, plan: plans.Plan) -> Row:
    stage = StageOf(strand, plan)
    upcoming = stage.next_step
    states = [
        "done" if step.key in stage.reached else "now" if step == upcoming else "" for step in plan.steps
    ]
    next_at, next_what = _next_date(strand, stage)
    return Row(
        partnership=partnership,
        names=names,
        cycle=cycle,
        steps=states,
        said=_said(stage),
        waiting=_waiting(cycle, stage),
        next_at=next_at,
        next_what=next_what,
        is_stuck=cycle.is_running and upcoming is not None and upcoming.key == "time",
        # Of the plan's steps alone: what a pair does besides them is its own.
        since=max([cycle.opened_at, *(at for key, at in stage.reached.items() if plan.has(key))]),
    )


def _said(stage: StageOf) -> str:
    done = [reached_words(step) for step in stage.plan.steps if step.key in stage.reached]
    return ", ".join(done) if done else _("just begun")


def _waiting(cycle: Cycle, stage: StageOf) -> str:
    if cycle.closed_at:
        return _("closed")
    if cycle.paused_at:
        return _("paused by them")
    if cycle.skipped_at:
        return _("skipped by them")
    if stage.next_step is None:
        return _("closing the cycle")
    awaited = awaited_words(stage.plan, stage.next_step)
    if stage.next_step.waits_on is plans.WaitsOn.BOTH:
        return awaited
    return _("%(who)s: %(what)s") % {
        "who": " · ".join(person.name for person in stage.waits_on),
        "what": awaited,
    }


def _next_date(strand: Strand, stage: StageOf) -> tuple[datetime | None, str]:
    now = timezone.now()
    if strand.lesson_at and strand.lesson_at > now and "film" not in stage.reached:
        return strand.lesson_at, _("lesson")
    if strand.meeting_at and strand.meeting_at > now and "talk" not in stage.reached:
        return strand.meeting_at, _("meeting")
    return None, ""


def _hours(programme: Programme) -> Hours:
    """One talk may be about two sides of a cycle; its time is counted once."""
    talked = StrandStep.objects.filter(strand=OuterRef("pk"), key="talk")
    strands = Strand.objects.filter(cycle__partnership__programme=programme).order_by()
    return Hours(_sum(strands.filter(meeting_at__isnull=False)), _sum(strands.filter(Exists(talked))))


def _sum(strands: QuerySet[Strand]) -> int:
    talks = strands.values("cycle", "meeting_at").annotate(minutes=Max("meeting_minutes"))
    return int(talks.aggregate(sum=Sum("minutes"))["sum"] or 0)
