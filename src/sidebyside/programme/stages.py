"""Where a strand stands, read from the steps it has reached and its programme's plan."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Partnership, Strand, StrandStep
from sidebyside.programme.standing import is_in, strands, was_in


@dataclass(frozen=True)
class StageOf:
    strand: Strand
    plan: plans.Plan

    @cached_property
    def reached(self) -> dict[str, datetime]:
        found = {step.key: step.done_at for step in self.strand.steps.all()}
        if "film" in found and self.plan.has("observe"):
            # A film may stand in for a visit.
            found.setdefault("observe", found["film"])
        return found

    @cached_property
    def next_step(self) -> plans.Step | None:
        """The first step of the plan that is not reached; None when only closing is left.

        Once the two have talked, what was left out before the talk is no longer waited for, and nobody plans a lesson
        that has been seen.
        """
        keys = [step.key for step in self.plan.steps]
        begin = keys.index("talk") if "talk" in keys and "talk" in self.reached else 0
        seen = {"plan"} if {"film", "observe"} & self.reached.keys() else set()
        past = self.reached.keys() | seen
        return next((step for step in self.plan.steps[begin:] if step.key not in past), None)

    @property
    def waits_on(self) -> list[Person]:
        if self.next_step is None or self.next_step.waits_on is plans.WaitsOn.BOTH:
            return [self.strand.coachee, *self.strand.coaches]
        if self.next_step.waits_on is plans.WaitsOn.COACHEE:
            return [self.strand.coachee]
        return self.strand.coaches


def plan_of(strand: Strand) -> plans.Plan:
    return plans.kept(strand.cycle.partnership.programme.plan)


def stage_of(strand: Strand) -> StageOf:
    return StageOf(strand, plan_of(strand))


def is_done(cycle_strands: list[Strand], plan: plans.Plan) -> bool:
    """Only closing is left, in every strand of a cycle."""
    return all(StageOf(strand, plan).next_step is None for strand in cycle_strands)


def reach(strand: Strand, key: str) -> None:
    """The strand has reached a step; saying it twice changes nothing."""
    StrandStep.objects.get_or_create(strand=strand, key=key)


def take_back(strand: Strand, key: str) -> None:
    StrandStep.objects.filter(strand=strand, key=key).delete()


def together_with(strand: Strand) -> list[Strand]:
    """The strands of its cycle that one talk is about: its own, or everybody's where both coach at once.

    Oldest first, and without those of a coachee who had left a trio before the talk: a later leave moves no talk.
    """
    partnership = strand.cycle.partnership
    if partnership.roles != Partnership.Roles.SHARED:
        return [strand]
    return talked_about(list(strands().filter(cycle=strand.cycle_id).order_by("pk")))


def talked_about(sides: list[Strand]) -> list[Strand]:
    """Of all strands of a cycle in which both coach at once, oldest first, those that its one talk is about."""
    return [one for one in sides if _was_there(one)] or sides


def _was_there(strand: Strand) -> bool:
    partnership = strand.cycle.partnership
    if is_in(strand.coachee, partnership):
        return True
    talked_at = next(
        (step.done_at for step in strand.steps.all() if step.key == "talk"), strand.cycle.closed_at
    )
    return talked_at is not None and was_in(strand.coachee, partnership, talked_at)


def talk_strand(strand: Strand, among: list[Strand] | None = None) -> Strand:
    """The strand in which the talk of its cycle takes place; whose it is goes round from cycle to cycle."""
    together = among or together_with(strand)
    return together[(strand.cycle.number - 1) % len(together)]


def reach_together(strand: Strand, key: str) -> None:
    for one in together_with(strand):
        reach(one, key)


def take_back_together(strand: Strand, key: str) -> None:
    for one in together_with(strand):
        take_back(one, key)
