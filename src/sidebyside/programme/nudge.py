"""The kind sentence beside a vague focus. It is the coachee's alone and stops nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sidebyside.core.talk.focus import Nudge, nudge


@dataclass(frozen=True)
class Words:
    title: str
    sentence: str
    example: str


def nudge_words(focus: str) -> Words | None:
    kind = nudge(focus) if focus.strip() else None
    if kind is None:
        return None
    sentence, example = {
        Nudge.ONE_WORD: (
            _("One word can mean many lessons. What would you point at on the film?"),
            _("“Behaviour” might become “Who calls out, and what I do next”."),
        ),
        Nudge.TOO_WIDE: (
            _("A whole lesson is a lot to look at. Which five minutes do you wonder about?"),
            _("“My teaching” might become “How I start: the first two minutes after the door opens”."),
        ),
        Nudge.WISH: (
            _("That is a good wish. What would you both see or hear if it came true on Tuesday?"),
            _("“Better questioning” might become “How long I wait after I ask, and who answers”."),
        ),
        Nudge.TOPIC: (
            _("That is a good field. What in it could one see somebody do, or hear somebody say?"),
            _("“Group work” might become “What the back table says to each other in the first task”."),
        ),
    }[kind]
    return Words(_("Could it be a little closer?"), sentence, example)
