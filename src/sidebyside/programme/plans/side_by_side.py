"""From Side-by-side: twenty minutes of talk every week about aims, each coaching the other, nothing filmed."""

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

SIDE_BY_SIDE = Plan(
    key="side-by-side",
    version=1,
    cycles=30,
    roles=Roles.SHARED,
    works=Works.AIM,
    trios=True,
    lesson_minutes=60,
    meeting_minutes=20,
    films_lesson=False,
    records_talk=True,
    cadence=Cadence.WEEKLY,
    who=Crowd.STAFF,
    phases=(Phase(Phases.TRAINING, 2), Phase(Phases.COACHING), Phase(Phases.REVIEW, 2)),
    steps=(
        Step("aim", WaitsOn.COACHEE),
        Step("time", WaitsOn.BOTH),
        Step("talk", WaitsOn.BOTH),
        Step("steps", WaitsOn.COACHEE),
    ),
)
