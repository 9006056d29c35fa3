"""From the Practical guide: time protected, a meeting before the lesson, the lesson, a meeting after it."""

from sidebyside.programme.plans.shape import Cadence, Phase, Phases, Plan, Roles, Step, WaitsOn, Works

IDEAL_CYCLE = Plan(
    key="ideal-cycle",
    version=2,
    cycles=4,
    roles=Roles.ALTERNATE,
    works=Works.BOTH,
    trios=True,
    lesson_minutes=60,
    meeting_minutes=40,
    films_lesson=True,
    visits=True,
    records_talk=True,
    cadence=Cadence.SERIES,
    phases=(Phase(Phases.TRAINING, 2), Phase(Phases.COACHING), Phase(Phases.REVIEW, 2)),
    steps=(
        Step("time", WaitsOn.BOTH),
        Step("focus", WaitsOn.COACHEE),
        Step("plan", WaitsOn.BOTH),
        Step("observe", WaitsOn.COACH),
        Step("talk", WaitsOn.BOTH),
        Step("steps", WaitsOn.COACHEE),
    ),
)
