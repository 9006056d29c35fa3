"""From the Video-dyad thesis: a film a half-term, marked alone, talked about together, roles swapped."""

from sidebyside.programme.plans.shape import Cadence, Phase, Phases, Plan, Roles, Step, WaitsOn, Works

VIDEO_DYAD = Plan(
    key="video-dyad",
    version=2,
    cycles=6,
    roles=Roles.ALTERNATE,
    works=Works.FOCUS,
    trios=False,
    lesson_minutes=60,
    meeting_minutes=40,
    films_lesson=True,
    records_talk=True,
    cadence=Cadence.HALF_TERM,
    phases=(Phase(Phases.TRAINING, 3), Phase(Phases.COACHING), Phase(Phases.REVIEW, 3)),
    steps=(
        Step("focus", WaitsOn.COACHEE),
        Step("time", WaitsOn.BOTH),
        Step("film", WaitsOn.COACHEE),
        Step("prepare", WaitsOn.BOTH),
        Step("talk", WaitsOn.BOTH),
        Step("steps", WaitsOn.COACHEE),
    ),
)
