"""From the Primary case: a morning in each other's lessons, and the next afternoon to talk about both."""

from sidebyside.programme.plans.shape import Cadence, Phase, Phases, Plan, Roles, Step, WaitsOn, Works

FLOW = Plan(
    key="flow",
    version=1,
    cycles=3,
    roles=Roles.SHARED,
    works=Works.FOCUS,
    trios=False,
    lesson_minutes=60,
    meeting_minutes=60,
    films_lesson=False,
    visits=True,
    records_talk=True,
    cadence=Cadence.SERIES,
    talk_next_day=True,
    phases=(Phase(Phases.TRAINING, 3), Phase(Phases.COACHING), Phase(Phases.REVIEW, 2)),
    steps=(
        Step("focus", WaitsOn.COACHEE),
        Step("reality", WaitsOn.COACHEE),
        Step("approach", WaitsOn.COACHEE),
        Step("time", WaitsOn.BOTH),
        Step("observe", WaitsOn.COACH),
        Step("talk", WaitsOn.BOTH),
        Step("steps", WaitsOn.COACHEE),
    ),
)
