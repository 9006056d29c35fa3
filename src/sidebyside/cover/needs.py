"""When a lesson or a talk needs cover: raised, changed and dropped with the pair's times."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from sidebyside.core.calendar import teaches
from sidebyside.cover.models import CoverRequest, CoverRule, FilmInstead
from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Programme, Strand
from sidebyside.programme.stages import plan_of, talk_strand
from sidebyside.programme.standing import is_in, strands
from sidebyside.programme.times_changed import stands
from sidebyside.timetable.asking import core_of, weeks_of, year_at
from sidebyside.timetable.models import Reason
from sidebyside.trust import audit

State, What = CoverRequest.State, CoverRequest.What
NOBODY_ANSWERED = Q(state__in=[State.ASKED, State.APPROVED, State.NOT_NEEDED]) & (
    Q(answered_at=None) | Q(answered_at=F("asked_at"))
)


def is_visited(plan: plans.Plan) -> bool:
    """Whether somebody may sit in the lesson, so that theirs needs cover. Short clips are looked at afterwards."""
    return plan.has_lesson and not plan.clip_seconds


def may_film_instead(plan: plans.Plan) -> bool:
    return is_visited(plan) and plan.films_lesson


def after_a_change(strand: Strand) -> None:
    """Bring the strand's requests up to date; run again, it changes nothing."""
    school = strand.cycle.partnership.programme.school
    here = [part.person for part in strand.parts.all() if is_in(part.person, strand.cycle.partnership)]
    # Somebody of another school is covered there, by its own rule and its own people: nothing of them is asked here.
    people = [one for one in here if one.is_active and one.school_id == school.pk]
    # A talk about several sides of a cycle needs cover once.
    meeting_at = strand.meeting_at if talk_strand(strand).pk == strand.pk else None
    lesson_at = strand.lesson_at if is_visited(plan_of(strand)) else None
    times = {
        What.LESSON: (
            lesson_at,
            strand.lesson_minutes,
            [one for one in people if one in strand.coaches],
        ),
        What.MEETING: (meeting_at, strand.meeting_minutes, people),
    }
    standing = {
        one.what: one
        for one in CoverRequest.objects.select_for_update().filter(
            strand=strand, state__in=[State.ASKED, State.APPROVED]
        )
    }
    if not standing and not any(at for at, _minutes, _who in times.values()):
        return
    by_film = FilmInstead.objects.filter(strand=strand).exists()
    for what, (at, minutes, who) in times.items():
        covers = 0
        if at is not None and stands(strand, at) and not (what == What.LESSON and by_film):
            year = year_at(school, timezone.localtime(at).date())
            if year is not None:
                core, ends = core_of(year), at + timedelta(minutes=minutes)
                covers = sum(teaches(core, week, at, ends) for week in weeks_of(who, year).values())
        _settle(strand, what, standing.get(what), covers)


def _settle(strand: Strand, what: str, there: CoverRequest | None, covers: int) -> None:
    at = strand.lesson_at if what == What.LESSON else strand.meeting_at
    minutes = strand.lesson_minutes if what == What.LESSON else strand.meeting_minutes
    if there is not None and (there.starts_at, there.minutes, there.covers) == (at, minutes, covers):
        return
    if there is not None:
        _end(there, is_moved=at is not None and stands(strand, at))
    # A time that is written down afterwards is not covered any more.
    if covers and at is not None and at > timezone.now() and not _is_settled(strand, what, at, minutes):
        nobody = CoverRule.objects.filter(
            programme=strand.cycle.partnership.programme, answered_by=CoverRule.Answered.NOBODY
        ).exists()
        now = timezone.now()
        made = CoverRequest.objects.create(
            strand=strand,
            what=what,
            starts_at=at,
            minutes=minutes,
            covers=covers,
            state=State.APPROVED if nobody else State.ASKED,
            # The same moment tells that nobody has answered it (see ``NOBODY_ANSWERED``).
            asked_at=now,
            answered_at=now if nobody else None,
        )
        audit.did("asked for", "cover", made.code, covers=covers)


def _is_settled(strand: Strand, what: str, at: datetime, minutes: int) -> bool:
    return CoverRequest.objects.filter(
        strand=strand, what=what, starts_at=at, minutes=minutes, state=State.LOST, is_settled=True
    ).exists()


def _end(there: CoverRequest, *, is_moved: bool) -> None:
    """Cover that was there was used; what was approved for a time to come is lost; the rest is not needed."""
    if there.state == State.APPROVED and there.starts_at <= timezone.now():
        there.state = State.USED
    elif there.state == State.APPROVED:
        there.state = State.LOST
        there.reason = Reason.MOVED if is_moved else Reason.OTHER
    else:
        there.state = State.NOT_NEEDED
    there.save(update_fields=["state", "reason"])


@transaction.atomic
def film_instead(strand: Strand, by: Person, *, instead: bool) -> None:
    """Say, or take back, that a film stands in for a visit."""
    if instead:
        FilmInstead.objects.get_or_create(strand=strand)
    else:
        FilmInstead.objects.filter(strand=strand).delete()
    after_a_change(strands().get(pk=strand.pk))
    audit.did("film instead" if instead else "visit again", "cover", strand.code, by.code)


def answered_by_the_next(programme: Programme, before: Person, after: Person) -> None:
    """Requests that one co-ordinator answers wait for whoever has taken their place."""
    CoverRule.objects.filter(programme=programme, one=before).update(one=after)
