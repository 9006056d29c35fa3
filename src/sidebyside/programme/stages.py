"""Where a strand stands, read from the steps it has reached and its programme's plan."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Strand, StrandStep


@dataclass(frozen=True)
class StageOf:
    strand: Strand
    plan: plans.Plan

    @cached_property
    def reached(self) -> dict[str, datetime]:
        return {step.key: step.done_at for step in self.strand.steps.all()}

    @cached_property
    def next_step(self) -> plans.Step | None:
        """The first step of the plan that is not reached; None when only closing is left.

        Once the two have talked, what was left out before the talk is no longer waited for.
        """
        keys = [step.key for step in self.plan.steps]
        begin = keys.index("talk") if "talk" in keys and "talk" in self.reached else 0
        return next((step for step in self.plan.steps[begin:] if step.key not in self.reached), None)

    @property
    def waits_on(self) -> list[Person]:
        if self.next_step is None or self.next_step.waits_on is plans.WaitsOn.BOTH:
            return [self.strand.coachee, *self.strand.coaches]
        if self.next_step.waits_on is plans.WaitsOn.COACHEE:
            return [self.strand.coachee]
        return self.strand.coaches


def stage_of(strand: Strand) -> StageOf:
    return StageOf(strand, plans.kept(strand.cycle.partnership.programme.plan))


def reach(strand: Strand, key: str) -> None:
    """The strand has reached a step; saying it twice changes nothing."""
    StrandStep.objects.get_or_create(strand=strand, key=key)


def take_back(strand: Strand, key: str) -> None:
    StrandStep.objects.filter(strand=strand, key=key).delete()
