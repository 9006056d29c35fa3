"""Templates of a coaching year, as data. A running programme keeps its copy in ``Programme.plan``."""

from sidebyside.programme.plans.flow import FLOW
from sidebyside.programme.plans.ideal_cycle import IDEAL_CYCLE
from sidebyside.programme.plans.shape import (
    Cadence,
    Crowd,
    Form,
    Phase,
    Phases,
    Plan,
    Roles,
    Step,
    WaitsOn,
    Works,
    as_kept,
    kept,
)
from sidebyside.programme.plans.side_by_side import SIDE_BY_SIDE
from sidebyside.programme.plans.specialist import SPECIALIST
from sidebyside.programme.plans.video_dyad import VIDEO_DYAD
from sidebyside.programme.plans.words import NAMES, STEP_AWAITED, STEP_NAMES, name_of

OFFERED: dict[str, Plan] = {
    plan.key: plan for plan in (VIDEO_DYAD, SIDE_BY_SIDE, IDEAL_CYCLE, FLOW, SPECIALIST)
}

__all__ = [
    "FLOW",
    "IDEAL_CYCLE",
    "NAMES",
    "OFFERED",
    "SIDE_BY_SIDE",
    "SPECIALIST",
    "STEP_AWAITED",
    "STEP_NAMES",
    "VIDEO_DYAD",
    "Cadence",
    "Crowd",
    "Form",
    "Phase",
    "Phases",
    "Plan",
    "Roles",
    "Step",
    "WaitsOn",
    "Works",
    "as_kept",
    "kept",
    "name_of",
]
