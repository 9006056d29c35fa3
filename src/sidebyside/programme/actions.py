"""What a pair does that must be checked, written and logged as one."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ForeignObjectRel, Q
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.carried import by_itself
from sidebyside.programme.models import (
    Agreement,
    Aim,
    Cycle,
    Membership,
    PartnerCheck,
    Partnership,
    Strand,
    StrandPart,
)
from sidebyside.programme.plans.shape import TIED_DAYS, Form
from sidebyside.programme.protected import let_go
from sidebyside.programme.seen import AtRest, insist_unchanged
from sidebyside.programme.stages import plan_of, reach, stage_of, take_back, together_with
from sidebyside.programme.standing import may_be_here, partnerships, strands
from sidebyside.programme.times_changed import all_changed, changed, cycle_changed
from sidebyside.trust import audit

# The key under ``agreement.SCHOOL_TEXTS`` that a new agreement is signed on.
CURRENT_SCHOOL_TEXT = "second"


def locked(partnership: Partnership) -> Partnership:
    """One writer a partnership at a time: the second press of a button waits, then finds it done."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    return partnerships().get(pk=partnership.pk)


def locked_strand(strand: Strand) -> Strand:
    Partnership.objects.select_for_update().get(pk=strand.cycle.partnership_id)
    return strands().get(pk=strand.pk)


def running_strand(strand: Strand) -> Strand:
    """The strand, locked. Raises AtRest unless its cycle runs."""
    found = locked_strand(strand)
    if not found.cycle.is_running:
        raise AtRest
    return found


@transaction.atomic
def accept(partnership: Partnership, person: Person) -> None:
    if not may_be_here(person, locked(partnership)):
        return
    taken = Membership.objects.filter(
        partnership=partnership, person=person, accepted_at=None, declined_at=None, left_at=None
    ).update(accepted_at=timezone.now())
    if taken:
        Agreement.objects.get_or_create(
            partnership=partnership, version=1, defaults={"school_text": CURRENT_SCHOOL_TEXT}
        )
        audit.did("accepted", "partnership", partnership.code, person.code)


@transaction.atomic
def decline(partnership: Partnership, person: Person) -> None:
    """No reason is asked and none kept; the log does not say who."""
    now = timezone.now()
    locked(partnership)
    taken = Membership.objects.filter(
        partnership=partnership, person=person, accepted_at=None, declined_at=None, left_at=None
    ).update(declined_at=now)
    if taken:
        Partnership.objects.filter(pk=partnership.pk).update(ended_at=now)
        audit.did("declined", "partnership", partnership.code)


@transaction.atomic
def leave(partnership: Partnership, person: Person, *, by_themself: bool = True) -> bool:
    """At once and without a reason: every share between the two has ended when this returns.

    False where they had left before.
    """
    locked(partnership)
    gone = Membership.objects.filter(
        partnership=partnership, person=person, accepted_at__isnull=False, left_at=None
    ).update(left_at=timezone.now())
    if gone:
        audit.did("left", "partnership", partnership.code, person.code if by_themself else None)
        left = partnerships().get(pk=partnership.pk)
        let_go(left, person)
        _go_on_without(left, person)
        all_changed(partnership)
    return bool(gone)


def _go_on_without(partnership: Partnership, person: Person) -> None:
    """Two who are left of a trio go on: a cycle that was the leaver's own closes, and the next one opens."""
    if not partnership.has_two_in:
        return
    running = partnership.cycles.filter(closed_at=None).order_by("number").last()
    if running is None:
        return
    coachees = [strand.coachee.pk for strand in strands().filter(cycle=running)]
    if coachees == [person.pk]:
        running.closed_at, running.paused_at = timezone.now(), None
        running.save(update_fields=["closed_at", "paused_at"])
        audit.did("closed", "cycle", running.code, person.code)
        if _goes_on_after(running, partnership):
            open_cycle(partnership, running.number + 1)


def is_over_for(person: Person, partnership_code: uuid.UUID) -> bool:
    """The person declined or left before: a second press finds it done, not an empty page."""
    answered = Q(declined_at__isnull=False) | Q(left_at__isnull=False)
    return Membership.objects.filter(answered, partnership__code=partnership_code, person=person).exists()


def confirm_account(partnership: Partnership, by: Person, about: Person) -> None:
    with transaction.atomic():
        _check, made = PartnerCheck.objects.get_or_create(partnership=partnership, by=by, about=about)
        if made:
            audit.did("confirmed account", "partnership", partnership.code, by.code)


def open_cycle(partnership: Partnership, number: int) -> Cycle:
    """Open a cycle with its strands and roles, once: the number is unique in its partnership."""
    cycle, made = Cycle.objects.get_or_create(partnership=partnership, number=number)
    if made:
        plan = plans.kept(partnership.programme.plan)
        for coachee, coaches in roles_in(partnership, number):
            strand = _open_strand(cycle, plan, coachee, coaches)
            if (
                plan.has("aim")
                and Aim.objects.filter(person=coachee, partnership=partnership, ended_at=None).exists()
            ):
                # An aim goes on until its owner ends it.
                reach(strand, "aim")
        audit.did("opened", "cycle", cycle.code, number=number)
    return cycle


def roles_in(partnership: Partnership, number: int) -> list[tuple[Person, list[Person]]]:
    """Each strand of the cycle with this number as its coachee and coaches.

    Alternating: one coachee, by place in turn (a trio has two coaches). Shared: a strand for everybody.
    Fixed: a strand for each coachee, coached by those who are coaches.
    """
    members = sorted(partnership.members_in, key=lambda member: member.place)
    people = [member.person for member in members]
    if partnership.roles == Partnership.Roles.FIXED:
        coaches = [one.person for one in members if one.fixed_role == StrandPart.Role.COACH]
        return [(one.person, coaches) for one in members if one.fixed_role == StrandPart.Role.COACHEE]
    in_turn = [people[(number - 1) % len(people)]]
    coachees = people if partnership.roles == Partnership.Roles.SHARED else in_turn
    return [(one, [other for other in people if other.pk != one.pk]) for one in coachees]


def _open_strand(cycle: Cycle, plan: plans.Plan, coachee: Person, coaches: list[Person]) -> Strand:
    strand = Strand.objects.create(
        cycle=cycle, lesson_minutes=plan.lesson_minutes, meeting_minutes=plan.meeting_minutes
    )
    StrandPart.objects.create(strand=strand, person=coachee, role=StrandPart.Role.COACHEE)
    for coach in coaches:
        StrandPart.objects.create(strand=strand, person=coach, role=StrandPart.Role.COACH)
    return strand


@transaction.atomic
def pause(strand: Strand, by: Person) -> None:
    cycle = locked_strand(strand).cycle
    if cycle.is_running:
        cycle.paused_at = timezone.now()
        cycle.save(update_fields=["paused_at"])
        audit.did("paused", "cycle", cycle.code, by.code)
        cycle_changed(cycle)


@transaction.atomic
def resume(strand: Strand, by: Person) -> None:
    cycle = locked_strand(strand).cycle
    if cycle.paused_at is not None and cycle.closed_at is None:
        cycle.paused_at = None
        cycle.save(update_fields=["paused_at"])
        audit.did("resumed", "cycle", cycle.code, by.code)
        cycle_changed(cycle)


@transaction.atomic
def close(strand: Strand, by: Person) -> Cycle | None:
    """Close the strand's cycle and open the next; the answer is the next one, or None after the last.

    Every share in the cycle has ended when this returns. Closing twice closes once.
    """
    found = locked_strand(strand)
    cycle, partnership = found.cycle, found.cycle.partnership
    if cycle.closed_at is None:
        cycle.closed_at, cycle.paused_at = timezone.now(), None
        cycle.save(update_fields=["closed_at", "paused_at"])
        audit.did("closed", "cycle", cycle.code, by.code)
        cycle_changed(cycle)
        if _goes_on_after(cycle, partnership):
            following = open_cycle(partnership, cycle.number + 1)
            _same_time_again(found, following)
            return following
    return Cycle.objects.filter(partnership=partnership, number=cycle.number + 1).first()


def _same_time_again(strand: Strand, following: Cycle) -> None:
    """Where the week protects a time, the next talk is at that time in the next week that is still to come."""
    plan = plan_of(strand)
    apart = TIED_DAYS.get(plan.cadence)
    if plan.has_lesson or apart is None or strand.meeting_at is None:
        return
    at = _on_the_same_clock(strand.meeting_at, apart)
    while at <= timezone.now():
        at = _on_the_same_clock(at, apart)
    following.strands.update(meeting_at=at, meeting_minutes=strand.meeting_minutes, place=strand.place)
    for one in following.strands.all():
        reach(one, "time")
    cycle_changed(following)


def _on_the_same_clock(at: datetime, days: int) -> datetime:
    """Days later at the hour that the school's clock shows, also where the clocks change between."""
    local = timezone.localtime(at)
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=local.tzinfo)


def _goes_on_after(cycle: Cycle, partnership: Partnership) -> bool:
    programme = partnership.programme
    goes_on = programme.closed_at is None and partnership.ended_at is None and partnership.has_two_in
    return goes_on and cycle.number < plans.kept(programme.plan).cycles


@transaction.atomic
def reopen(strand: Strand, by: Person) -> bool:
    """Open a closed cycle again; False where the next one has begun. Shares from before stay ended."""
    found = locked_strand(strand)
    cycle = found.cycle
    later = cycle.partnership.cycles.filter(number__gt=cycle.number)
    if cycle.closed_at is None:
        return True
    if any(not is_untouched(one) for one in later):
        return False
    for one in later:
        # Whoever was told of a time that was carried over is told that it is off.
        one.strands.update(lesson_at=None, meeting_at=None)
        cycle_changed(one)
    later.delete()
    cycle.closed_at = None
    cycle.opening += 1
    cycle.save(update_fields=["closed_at", "opening"])
    audit.did("reopened", "cycle", cycle.code, by.code, opening=cycle.opening)
    cycle_changed(cycle)
    return True


def is_untouched(cycle: Cycle) -> bool:
    """Nothing hangs on it yet, in this room or any above: rooms that come later are seen by themselves.

    What was carried over from the cycle before, and what came of that by itself, does not count: see ``carried``.
    """
    # With what is hidden: a room above may hang on a strand without a name for the way back.
    hanging = [
        one
        for one in Strand._meta.get_fields(include_hidden=True)
        if isinstance(one, ForeignObjectRel)
        and one.related_model is not StrandPart
        and one.field.model._meta.managed
    ]
    for strand in cycle.strands.all():
        carried = plan_of(strand).cadence in TIED_DAYS
        if strand.lesson_at or (strand.meeting_at and not carried):
            return False
        for relation in hanging:
            there = relation.field.model._base_manager.filter(**{relation.field.name: strand})
            if carried:
                there = there.exclude(by_itself(relation.field.model))
            if there.exists():
                return False
    return cycle.closed_at is None and cycle.paused_at is None


@transaction.atomic
def agree_times(strand: Strand, wanted: dict[str, datetime | int | str | None], seen: str) -> bool:
    """Keep lesson, meeting and place; False where they stood already. Raises AtRest, Changed."""
    found = running_strand(strand)
    if not insist_unchanged(times_as_words(times_of(found)), times_as_words(wanted), seen):
        return False
    for column, value in wanted.items():
        setattr(found, column, value)
    found.save(update_fields=list(wanted))
    _tell_the_others(found)
    for one in together_with(found):
        changed(one)
    return True


def _tell_the_others(strand: Strand) -> None:
    """One talk has one time, in every strand that it is about; a lesson is each coachee's own."""
    plan = plan_of(strand)
    talk = {column: getattr(strand, column) for column in TALK_COLUMNS}
    for one in together_with(strand):
        if one.pk != strand.pk:
            Strand.objects.filter(pk=one.pk).update(**talk)
        lesson_at = strand.lesson_at if one.pk == strand.pk else one.lesson_at
        if strand.meeting_at and (lesson_at or not plan.has_lesson):
            reach(one, "time")
        else:
            take_back(one, "time")


@transaction.atomic
def tick(strand: Strand, by: Person, key: str) -> bool:
    """A step that needs no words is done, by whoever it waits on. False where it is not this person's to say.

    Raises AtRest. Saying it twice changes nothing.
    """
    found = running_strand(strand)
    stage = stage_of(found)
    step = stage.plan.step(key)
    if step is None or step.form is not Form.TICK:
        return False
    asked = [found.coachee] if step.waits_on is plans.WaitsOn.COACHEE else found.coaches
    if by not in asked:
        return False
    reach(found, key)
    audit.did("did", "step", found.code, by.code, step=key)
    return True


TALK_COLUMNS = ("meeting_at", "meeting_minutes", "place")
TIME_COLUMNS = ("lesson_at", "lesson_minutes", "meeting_at", "meeting_minutes", "place")


def times_of(strand: Strand) -> dict[str, datetime | int | str | None]:
    return {column: getattr(strand, column) for column in TIME_COLUMNS}


def times_as_words(times: dict[str, datetime | int | str | None]) -> list[str]:
    return [
        str(int(value.timestamp())) if isinstance(value, datetime) else str(value or "")
        for value in (times[column] for column in TIME_COLUMNS)
    ]
