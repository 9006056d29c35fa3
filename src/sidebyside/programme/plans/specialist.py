"""From the Think-pieces and the Primary case: a specialist models, then looks at what works in short clips."""

from sidebyside.programme.plans.shape import (
    Cadence,
    Crowd,
    Phase,
    Phases,
    Plan,
    Roles,
    Step,
    WaitsOn,
    Works,
)

SPECIALIST = Plan(
    key="specialist",
    version=1,
    cycles=3,
    roles=Roles.FIXED,
    works=Works.FOCUS,
    trios=False,
    lesson_minutes=45,
    meeting_minutes=30,
    films_lesson=True,
    records_talk=True,
    cadence=Cadence.SERIES,
    who=Crowd.OUTSIDE_COACH,
    clip_seconds=120,
    weeks=26,
    phases=(Phase(Phases.TRAINING, 3), Phase(Phases.COACHING), Phase(Phases.REVIEW, 2)),
    steps=(
        Step("focus", WaitsOn.COACHEE),
        Step("time", WaitsOn.BOTH),
        Step("model", WaitsOn.COACH),
        Step("film", WaitsOn.COACHEE),
        Step("talk", WaitsOn.BOTH),
        Step("try", WaitsOn.COACHEE),
        Step("steps", WaitsOn.COACHEE),
    ),
)
