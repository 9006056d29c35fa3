"""What a school may change in a copy of a template, and what keeps it sensible."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sidebyside.programme.plans.shape import Plan, Step, WaitsOn

# Everything else is what makes a cycle a cycle: something to talk about, the talk, what comes of it.
MAY_BE_LEFT_OUT = frozenset({"time", "reality", "approach", "plan", "prepare", "model", "try"})
SEEN = ("film", "observe")
MOST_CYCLES = 40


@dataclass(frozen=True)
class Changes:
    """``evidence``: "film", "visit", "either" or "" for neither. ``left_out`` and ``names`` go by steps' keys."""

    name: str
    cycles: int
    lesson_minutes: int
    meeting_minutes: int
    evidence: str
    trios: bool
    left_out: frozenset[str]
    names: Mapping[str, str]


def evidence_of(plan: Plan) -> str:
    if plan.films_lesson and plan.visits:
        return "either"
    return "film" if plan.films_lesson else "visit" if plan.visits else ""


def may_change_evidence(plan: Plan) -> bool:
    """A talk about aims needs no lesson, and the short clips are what Specialist is about."""
    return plan.has_focus and not plan.clip_seconds


def steps_offered(base: Plan) -> tuple[Step, ...]:
    """What a copy may have: the template's own steps and, where there is a lesson, to plan it together before it."""
    if base.has("plan") or not (base.has_focus and base.has_lesson):
        return base.steps
    at = next(index for index, step in enumerate(base.steps) if step.key in SEEN)
    return (*base.steps[:at], Step("plan", WaitsOn.BOTH), *base.steps[at:])


def optional_steps(base: Plan) -> list[Step]:
    return [step for step in steps_offered(base) if step.key in MAY_BE_LEFT_OUT]


def copy_of(base: Plan, changes: Changes) -> Plan:
    """The plan that a school makes its own. What the base does not let change stays as it is."""
    films, visits = base.films_lesson, base.visits
    if may_change_evidence(base):
        films, visits = changes.evidence in {"film", "either"}, changes.evidence in {"visit", "either"}
    steps = [step for step in steps_offered(base) if step.key not in changes.left_out & MAY_BE_LEFT_OUT]
    steps = _with_evidence(steps, films, visits)
    return replace(
        base,
        name=changes.name,
        cycles=changes.cycles,
        lesson_minutes=changes.lesson_minutes,
        meeting_minutes=changes.meeting_minutes,
        films_lesson=films,
        visits=visits,
        trios=changes.trios and may_have_trios(base),
        steps=tuple(replace(step, name=changes.names.get(step.key, "")) for step in steps),
    )


def may_have_trios(base: Plan) -> bool:
    """Fixed roles are between one who coaches and one who is coached."""
    return base.roles != "fixed"


def _with_evidence(steps: list[Step], films: bool, visits: bool) -> list[Step]:
    """One step for the lesson: the film where it must be one, else that it was seen."""
    wanted = Step("observe", WaitsOn.COACH) if visits else Step("film", WaitsOn.COACHEE) if films else None
    at = next((index for index, step in enumerate(steps) if step.key in SEEN), None)
    kept = [step for step in steps if step.key not in SEEN and (films or step.key != "prepare")]
    if wanted is None:
        return kept
    if at is None:
        at = next(index for index, step in enumerate(kept) if step.key in {"prepare", "talk"})
    return [*kept[:at], wanted, *kept[at:]]
