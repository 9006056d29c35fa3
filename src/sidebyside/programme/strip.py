"""The strip of a cycle's steps, in words, with the day each was reached. Stages and dates only."""

from dataclasses import dataclass

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.plans.shape import Form
from sidebyside.programme.plans.words import awaited_words, reached_words
from sidebyside.programme.stages import stage_of
from sidebyside.programme.when import short_day

# Where each step of a plan is done. An aim lies with the pair; a tick has no page of its own.
PART_OF_STEP = {
    Form.FOCUS: "focus",
    Form.TIMES: "times",
    Form.PLAN: "plan",
    Form.FILM: "film",
    Form.PREPARE: "prepare",
    Form.MEET: "meet",
    Form.STEPS: "steps",
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
        words = reached_words(step) if reached else awaited_words(stage.plan, step)
        if reached:
            words = f"{words}, {short_day(reached)}"
        is_next = stage.next_step is not None and stage.next_step.key == step.key
        state = "done" if reached else "now" if is_next and strand.cycle.is_running else "todo"
        found.append(StripStep(words, state, _page(strand, step.form, is_coachee=is_coachee)))
    return found


def _page(strand: Strand, form: Form, *, is_coachee: bool) -> str:
    if form is Form.AIM:
        return f"/pair/{strand.cycle.partnership.code}/aims/"
    part = "" if form is Form.FILM and not is_coachee else PART_OF_STEP.get(form, "")
    return f"/cycle/{strand.code}/{part}/" if part else ""
