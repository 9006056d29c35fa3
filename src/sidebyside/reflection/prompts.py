"""Prompts for the diary, by the six layers of reflection. Meaning before action; depth is offered."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy

from sidebyside.reflection.models import DiaryEntry

Layer = DiaryEntry.Layer

# The last of a layer are for coaches, after the four qualities of leading from beside (``library`` has the page).
PROMPTS: dict[str, tuple[object, ...]] = {
    Layer.ENVIRONMENT: (
        gettext_lazy("What happened today that you are still thinking of? What was going on around it?"),
        gettext_lazy("Picture one moment of a lesson. Who was where, and what could be heard?"),
        gettext_lazy("What are you dealing with this week that nobody planned?"),
        gettext_lazy("Which pupil would tell the lesson differently? What would they say happened?"),
        gettext_lazy("What in the room, the timetable or the building shaped what you could do?"),
        gettext_lazy("What surprised you?"),
    ),
    Layer.BEHAVIOUR: (
        gettext_lazy("What did you do in a moment that mattered? What did you do just before?"),
        gettext_lazy("What did you say that you would say again? What came of it?"),
        gettext_lazy("When did you decide something in the middle of a lesson? What made you?"),
        gettext_lazy("What did you not do, and was that a decision?"),
        gettext_lazy("How long did you wait after you asked something? What filled the time?"),
        gettext_lazy("What would you have seen, had you sat at the back?"),
        gettext_lazy("When you last coached, what did you do otherwise because it was this person?"),
    ),
    Layer.COMPETENCIES: (
        gettext_lazy("What did you draw on that you could not have done five years ago?"),
        gettext_lazy("What were you able to do today only because you knew these pupils?"),
        gettext_lazy("Where did you reach for something that was not there yet?"),
        gettext_lazy("What do others ask you about? What do you make of that?"),
        gettext_lazy("What would you like to be able to do without thinking?"),
        gettext_lazy("Think of a plan that you changed. Which skill was in the changing?"),
        gettext_lazy("What did you ask a partner to which you had no answer yourself?"),
    ),
    Layer.BELIEFS: (
        gettext_lazy("What did you take for granted in that moment? Would your partner?"),
        gettext_lazy("What must be true about these pupils for what you did to be right?"),
        gettext_lazy("When did what you saw not fit what you believe? Which of them gave way?"),
        gettext_lazy("What do you hold true about silence in a classroom? Where do you have it from?"),
        gettext_lazy("What would you argue for, even if nobody agreed?"),
        gettext_lazy("Which belief of yours would you like to test, and how could it turn out wrong?"),
        gettext_lazy("What have you changed your mind about because of somebody whom you coach?"),
    ),
    Layer.IDENTITY: (
        gettext_lazy("Where in this week were you most yourself? Where least?"),
        gettext_lazy("What kind of teacher did the pupils meet today?"),
        gettext_lazy("Which teacher of your own was in the room with you?"),
        gettext_lazy("What do you do because it is expected of somebody in your position?"),
        gettext_lazy("What would your pupils say you care about? Would you agree?"),
        gettext_lazy("How has the person who began to teach changed, and what has stayed?"),
        gettext_lazy("What might a colleague copy from how you deal with your own mistakes?"),
    ),
    Layer.MISSION: (
        gettext_lazy("What was today for?"),
        gettext_lazy("When did the work feel worth it? What was at stake?"),
        gettext_lazy("What do you want somebody to be able to do, or be, ten years after your lessons?"),
        gettext_lazy("Which quality of yours did this week call on, and which did it leave unused?"),
        gettext_lazy("Where do what you do and what you are here for pull apart?"),
        gettext_lazy("What would you be sorry to have left out, if this were your last year?"),
        gettext_lazy("When did your partner light up? What had you been talking about?"),
    ),
}


def layer_to_visit(seen: Sequence[tuple[str, datetime]]) -> str:
    """The layer not visited for longest, from outside in where several never were; ``seen`` is layers and times."""
    last: dict[str, datetime] = {}
    for layer, at in seen:
        last[layer] = max(at, last.get(layer, at))
    fresh = [layer for layer in Layer.values if layer not in last]
    return fresh[0] if fresh else min(last, key=lambda layer: last[layer])


def prompt_in(layer: str, number: int) -> tuple[int, str]:
    """The prompt of this number, counted round and round, and its place among those of its layer."""
    prompts = PROMPTS[layer]
    return number % len(prompts), str(prompts[number % len(prompts)])
