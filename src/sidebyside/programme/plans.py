"""Templates of a coaching year, as data. A running programme keeps its copy in ``Programme.plan``."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


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


@dataclass(frozen=True)
class Step:
    key: str
    waits_on: WaitsOn


@dataclass(frozen=True)
class Plan:
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


VIDEO_DYAD = Plan(
    key="video-dyad",
    version=1,
    cycles=6,
    roles=Roles.ALTERNATE,
    works=Works.FOCUS,
    trios=False,
    lesson_minutes=60,
    meeting_minutes=40,
    films_lesson=True,
    records_talk=True,
    steps=(
        Step("focus", WaitsOn.COACHEE),
        Step("time", WaitsOn.BOTH),
        Step("film", WaitsOn.COACHEE),
        Step("prepare", WaitsOn.BOTH),
        Step("talk", WaitsOn.BOTH),
        Step("steps", WaitsOn.COACHEE),
    ),
)

OFFERED: dict[str, Plan] = {VIDEO_DYAD.key: VIDEO_DYAD}

NAMES = {VIDEO_DYAD.key: _("Video dyad")}

# What a step is called once it is done, and what is awaited while it is not.
STEP_NAMES = {
    "focus": _("focus set"),
    "time": _("times agreed"),
    "film": _("filmed"),
    "prepare": _("prepared"),
    "talk": _("talked"),
    "steps": _("next steps set"),
}
STEP_AWAITED = {
    "focus": _("a focus"),
    "time": _("a lesson time and a meeting time"),
    "film": _("the film"),
    "prepare": _("both to be ready"),
    "talk": _("the talk"),
    "steps": _("next steps"),
}


def as_kept(plan: Plan) -> dict[str, Any]:
    return asdict(plan)


def kept(stored: dict[str, Any]) -> Plan:
    """The plan a programme started with. Raises KeyError or ValueError on what is no plan."""
    steps = tuple(Step(step["key"], WaitsOn(step["waits_on"])) for step in stored["steps"])
    return Plan(
        **(stored | {"steps": steps, "roles": Roles(stored["roles"]), "works": Works(stored["works"])})
    )
