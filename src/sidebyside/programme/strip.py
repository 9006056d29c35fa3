"""The strip of a cycle's steps, in words, with the day each was reached. Stages and dates only."""

from dataclasses import dataclass

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.plans import STEP_AWAITED, STEP_NAMES
from sidebyside.programme.stages import stage_of
from sidebyside.programme.when import short_day

# Where each step of a plan is done.
PART_OF_STEP = {
    "focus": "focus",
    "time": "times",
    "film": "film",
    "prepare": "prepare",
    "talk": "meet",
    "steps": "steps",
}


@dataclass(frozen=True)
class StripStep:
    words: str
    state: str
    url: str = ""


def strip_of(strand: Strand, person: Person) -> list[StripStep]:
    """The coach has no way to the film's own page: it is the coachee's."""
    stage = stage_of(strand)
    is_coachee = strand.coachee.pk == person.pk
    found = []
    for step in stage.plan.steps:
        reached = stage.reached.get(step.key)
        words = str((STEP_NAMES if reached else STEP_AWAITED).get(step.key, step.key))
        if reached:
            words = f"{words}, {short_day(reached)}"
        is_next = stage.next_step is not None and stage.next_step.key == step.key
        state = "done" if reached else "now" if is_next and strand.cycle.is_running else "todo"
        part = "" if step.key == "film" and not is_coachee else PART_OF_STEP.get(step.key, "")
        found.append(StripStep(words, state, f"/cycle/{strand.code}/{part}/" if part else ""))
    return found
