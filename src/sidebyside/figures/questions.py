"""What is counted: the three taps, and the closed questions of two reviews, each with a few fixed answers.

Fewer answers than were given where that tells as much: a cell with an answer that nearly nobody gave is not shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.instruments.models import FormVersion
from sidebyside.instruments.shapes import STEPS, Question, Sort, read

FORMS = ("interim-review", "coaching-review")
YES, NO = "yes", "no"
_LOW, _MIDDLE, _HIGH = "low", "middle", "high"


@dataclass(frozen=True)
class Asked:
    """One question that is counted. ``of`` is the answer's key in a sheet; ``choice`` the one option of several."""

    key: str
    of: str
    sort: Sort | None
    options: tuple[str, ...]
    ask: str = ""
    labels: tuple[str, ...] = ()
    choice: int = 0

    def answer_of(self, given: Any) -> str | None:
        """One of ``options``, or nothing: what was left out, or is no answer to this, is not counted."""
        if self.sort is None:
            return {"yes": YES, "partly": NO, "no": NO}.get(given)
        if self.sort == Sort.SEVERAL:
            return (YES if self.choice in given else NO) if isinstance(given, list) and given else None
        if isinstance(given, bool) or not isinstance(given, int):
            return None
        if self.sort == Sort.SCALE:
            middle = (STEPS + 1) // 2
            step = _LOW if given < middle else _HIGH if given > middle else _MIDDLE
            return step if 1 <= given <= STEPS else None
        return str(given) if str(given) in self.options else None


PULSE = tuple(Asked(one, one, None, (YES, NO)) for one in ("safe", "challenged", "will_try"))
PULSE_WORDS = {
    "safe": gettext_lazy("Felt safe"),
    "challenged": gettext_lazy("Was challenged"),
    "will_try": gettext_lazy("Will try something"),
}


def questions_of(version: FormVersion) -> Iterator[Asked]:
    """Choices, each of several, and scales in three. What was put in order, and all words, are never counted."""
    for question in read(version.body).questions():
        if question.sort == Sort.CHOICE:
            options = tuple(str(place) for place in range(len(question.options)))
            yield Asked(question.key, question.key, Sort.CHOICE, options, question.ask, question.options)
        elif question.sort == Sort.SEVERAL:
            yield from _each(question)
        elif question.sort == Sort.SCALE:
            yield Asked(
                question.key, question.key, Sort.SCALE, (_LOW, _MIDDLE, _HIGH), question.ask, _steps(question)
            )


def _each(question: Question) -> Iterator[Asked]:
    for place, option in enumerate(question.options):
        ask = f"{question.ask} {option}"
        yield Asked(
            f"{question.key}:{place}",
            question.key,
            Sort.SEVERAL,
            (YES, NO),
            ask,
            (_("chosen"), _("not")),
            place,
        )


def _steps(question: Question) -> tuple[str, ...]:
    low, high = question.ends
    middle = (STEPS + 1) // 2
    return f"1–{middle - 1} ({low})", str(middle), f"{middle + 1}–{STEPS} ({high})"
