"""What a template of a coaching year says, and how a programme keeps its own copy of it."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any


class Roles(StrEnum):
    ALTERNATE = "alternate"
    SHARED = "shared"
    FIXED = "fixed"


class Works(StrEnum):
    """What the talk is about: a lesson-sized focus, a long aim, or both."""

    FOCUS = "focus"
    AIM = "aim"
    BOTH = "both"


class WaitsOn(StrEnum):
    COACHEE = "coachee"
    COACH = "coach"
    BOTH = "both"


class Form(StrEnum):
    """Where a step is done. A TICK is said with one press and has no words."""

    FOCUS = "focus"
    AIM = "aim"
    TIMES = "times"
    PLAN = "plan"
    FILM = "film"
    PREPARE = "prepare"
    MEET = "meet"
    STEPS = "steps"
    TICK = "tick"


class Cadence(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    HALF_TERM = "half-term"
    SERIES = "series"


class Crowd(StrEnum):
    """Who may be in a partnership."""

    TEACHERS = "teachers"
    STAFF = "staff"
    OUTSIDE_COACH = "outside-coach"


class Phases(StrEnum):
    TRAINING = "training"
    COACHING = "coaching"
    REVIEW = "review"


# Days from one cycle to the next where the calendar ties them; elsewhere cycles spread over the time there is.
TIED_DAYS = {Cadence.WEEKLY: 7, Cadence.FORTNIGHTLY: 14}

FORM_OF = {
    "focus": Form.FOCUS,
    "reality": Form.FOCUS,
    "approach": Form.FOCUS,
    "aim": Form.AIM,
    "time": Form.TIMES,
    "plan": Form.PLAN,
    "film": Form.FILM,
    "prepare": Form.PREPARE,
    "talk": Form.MEET,
    "steps": Form.STEPS,
    "observe": Form.TICK,
    "model": Form.TICK,
    "try": Form.TICK,
}


@dataclass(frozen=True)
class Step:
    """``name`` is the school's own word for it; empty means the product's."""

    key: str
    waits_on: WaitsOn
    name: str = ""

    @property
    def form(self) -> Form:
        return FORM_OF[self.key]


@dataclass(frozen=True)
class Phase:
    """``weeks`` of 0: all the time that the others leave."""

    key: Phases
    weeks: int = 0


@dataclass(frozen=True)
class Plan:
    """A template. ``name`` is the school's own where it edited one; ``clip_seconds`` of 0 means no limit.

    ``films_lesson`` and ``visits`` together: either will do. ``talk_next_day``: the talk is offered for the
    afternoon of the day after the lesson.
    """

    key: str
    version: int
    cycles: int
    roles: Roles
    works: Works
    trios: bool
    lesson_minutes: int
    meeting_minutes: int
    films_lesson: bool
    records_talk: bool
    steps: tuple[Step, ...]
    visits: bool = False
    cadence: Cadence = Cadence.HALF_TERM
    who: Crowd = Crowd.TEACHERS
    phases: tuple[Phase, ...] = (Phase(Phases.COACHING),)
    clip_seconds: int = 0
    talk_next_day: bool = False
    weeks: int = 0
    name: str = ""

    def has(self, key: str) -> bool:
        return any(step.key == key for step in self.steps)

    @property
    def has_lesson(self) -> bool:
        return self.films_lesson or self.visits

    @property
    def has_aims(self) -> bool:
        return self.works is not Works.FOCUS

    @property
    def has_focus(self) -> bool:
        return self.works is not Works.AIM

    @property
    def is_talked_about_together(self) -> bool:
        """Both coach at once, so that one talk is about everybody's strand of the cycle."""
        return self.roles is Roles.SHARED

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)


def as_kept(plan: Plan) -> dict[str, Any]:
    return asdict(plan)


def kept(stored: dict[str, Any]) -> Plan:
    """The plan a programme started with, also as earlier versions of the product kept it.

    What a later version wrote beside it is left alone. Raises KeyError or ValueError on what is no plan.
    """
    known = {field.name for field in fields(Plan)}
    read: dict[str, Any] = {name: value for name, value in stored.items() if name in known}
    read["steps"] = tuple(
        Step(step["key"], WaitsOn(step["waits_on"]), step.get("name", "")) for step in stored["steps"]
    )
    for name, kind in (("roles", Roles), ("works", Works), ("cadence", Cadence), ("who", Crowd)):
        if name in read:
            read[name] = kind(read[name])
    if "phases" in read:
        read["phases"] = tuple(Phase(Phases(one["key"]), one["weeks"]) for one in read["phases"])
    return Plan(**read)
