"""The eight dimensions as the pages offer them: values, the key that picks each, and what a choice must look like.

A code's value is JSON. ``{"cannot": true}`` is "cannot say". Else: subject ``{"starts", "tag", "words"}``, function
``{"main", "others", "question"}``, stimulus ``{"values"}``, building ``{"is"}``, all others ``{"value"}``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.conversations.models import TurnCode
from sidebyside.core.talk.codes import Function, Initiation, QuestionType, Scale, Stimulus, Tag, Time

D = TurnCode.Dimension
type Value = dict[str, Any]

CANNOT: Value = {"cannot": True}
LONGEST_WORDS = 200
# The order of the columns: from what a run of turns is about to what one turn does.
ORDER = (
    D.FUNCTION,
    D.STIMULUS,
    D.SCALE,
    D.TIME,
    D.TONE,
    D.SUBJECT,
    D.INITIATION,
    D.BUILDING,
)


class NotAValue(ValueError):
    """What came is no value of this dimension."""


@dataclass(frozen=True)
class Choice:
    """One value: what it is in a code, the key that picks it, and its words."""

    value: str
    key: str
    label: str | Promise


_FUNCTIONS: dict[Function, tuple[str, Promise]] = {
    Function.QUESTION: ("q", gettext_lazy("question")),
    Function.EVALUATION: ("e", gettext_lazy("evaluation")),
    Function.SUMMARY: ("s", gettext_lazy("summary")),
    Function.ACCEPTANCE: ("a", gettext_lazy("acceptance")),
    Function.CHALLENGE: ("c", gettext_lazy("challenge")),
    Function.CONTEXT: ("b", gettext_lazy("context (background)")),
    Function.GENERALISATION: ("g", gettext_lazy("generalisation")),
    Function.CLARIFICATION: ("l", gettext_lazy("clarification")),
    Function.NEW_IDEA: ("n", gettext_lazy("new idea")),
    Function.JUSTIFICATION: ("j", gettext_lazy("justification")),
    Function.EXPLANATION: ("x", gettext_lazy("explanation")),
    Function.CONTINUITY: ("k", gettext_lazy("continuity (keeps it going)")),
    Function.DISSONANCE: ("d", gettext_lazy("dissonance")),
    Function.DEFENCE: ("f", gettext_lazy("defence")),
    Function.SUGGESTION: ("u", gettext_lazy("suggestion")),
}
_STIMULI: dict[Stimulus, tuple[str, Promise]] = {
    Stimulus.VIDEO: ("v", gettext_lazy("the film")),
    Stimulus.NOTES: ("n", gettext_lazy("observation notes")),
    Stimulus.PLAN: ("p", gettext_lazy("lesson plan")),
    Stimulus.WORK: ("w", gettext_lazy("pupils’ work")),
    Stimulus.DATA: ("d", gettext_lazy("pupil data")),
    Stimulus.RECALL: ("r", gettext_lazy("memory")),
    Stimulus.ARTEFACT: ("o", gettext_lazy("something else")),
    Stimulus.NONE: ("x", gettext_lazy("nothing")),
}
_SCALES: dict[Scale, Promise] = {
    Scale.MOMENT: gettext_lazy("a critical moment"),
    Scale.EPISODE: gettext_lazy("an episode"),
    Scale.LESSON: gettext_lazy("the whole lesson"),
    Scale.THEME: gettext_lazy("a general theme or principle"),
    Scale.SCHOOL: gettext_lazy("school or society"),
}
_TIMES: dict[Time, Promise] = {
    Time.BEFORE: gettext_lazy("before the lesson"),
    Time.LESSON: gettext_lazy("the lesson"),
    Time.AFTER: gettext_lazy("a coming lesson"),
    Time.NONE: gettext_lazy("no particular time"),
}
_TONES: dict[int, Promise] = {
    -2: gettext_lazy("very negative"),
    -1: gettext_lazy("negative"),
    0: gettext_lazy("neutral"),
    1: gettext_lazy("positive"),
    2: gettext_lazy("very positive"),
}
_WHO: dict[Initiation, tuple[str, Promise]] = {
    Initiation.COACHEE: ("e", gettext_lazy("the coachee")),
    Initiation.COACH: ("c", gettext_lazy("the coach")),
    Initiation.BOTH: ("b", gettext_lazy("both")),
}
TAGS: dict[Tag, Promise] = {
    Tag.ENGAGEMENT: gettext_lazy("engagement and motivation"),
    Tag.TALK: gettext_lazy("classroom talk"),
    Tag.GROUPS: gettext_lazy("group work"),
    Tag.STARTERS: gettext_lazy("starters and plenaries"),
    Tag.ASSESSMENT: gettext_lazy("assessment for learning"),
    Tag.BEHAVIOUR: gettext_lazy("behaviour for learning"),
    Tag.QUESTIONING: gettext_lazy("questioning"),
    Tag.PACE: gettext_lazy("pace"),
    Tag.INDEPENDENCE: gettext_lazy("independence"),
    Tag.INCLUSION: gettext_lazy("inclusion"),
    Tag.PLANNING: gettext_lazy("planning"),
    Tag.OTHER: gettext_lazy("other"),
}
STARTS, GOES_ON, YES, NO = "starts", "goes on", "yes", "no"

CHOICES: dict[D, tuple[Choice, ...]] = {
    D.FUNCTION: tuple(Choice(one.value, key, label) for one, (key, label) in _FUNCTIONS.items()),
    D.STIMULUS: tuple(Choice(one.value, key, label) for one, (key, label) in _STIMULI.items()),
    D.SCALE: tuple(Choice(one.value, str(at), label) for at, (one, label) in enumerate(_SCALES.items(), 1)),
    D.TIME: tuple(Choice(one.value, str(at), label) for at, (one, label) in enumerate(_TIMES.items(), 1)),
    D.TONE: tuple(Choice(str(one), str(at), label) for at, (one, label) in enumerate(_TONES.items(), 1)),
    D.SUBJECT: (
        Choice(STARTS, "s", gettext_lazy("something new starts here")),
        Choice(GOES_ON, "g", gettext_lazy("the same goes on")),
    ),
    D.INITIATION: tuple(Choice(one.value, key, label) for one, (key, label) in _WHO.items()),
    D.BUILDING: (
        Choice(YES, "y", gettext_lazy("yes, an idea is built by both")),
        Choice(NO, "n", gettext_lazy("no")),
    ),
}
_VALUES = {dimension: {choice.value for choice in choices} for dimension, choices in CHOICES.items()}


def chosen(dimension: D, told: Sequence[str], more: Mapping[str, str]) -> Value:
    """A value from what a form or a script sends: ``told`` the choices, main first. Raises NotAValue."""
    if not told or any(one not in _VALUES[dimension] for one in told):
        raise NotAValue
    if dimension is D.FUNCTION:
        return _function(told, more.get("question", ""))
    if dimension is D.STIMULUS:
        return {"values": _stimuli(told)}
    if len(told) > 1:
        raise NotAValue
    if dimension is D.SUBJECT:
        return _subject(told[0], more.get("tag", ""), more.get("words", ""))
    if dimension is D.BUILDING:
        return {"is": told[0] == YES}
    return {"value": int(told[0]) if dimension is D.TONE else told[0]}


def _function(told: Sequence[str], question: str) -> Value:
    names = list(dict.fromkeys(told))
    asks = Function.QUESTION.value in names
    types = {one.value for one in QuestionType}
    return {
        "main": names[0],
        "others": names[1:],
        "question": question if asks and question in types else None,
    }


def _stimuli(told: Sequence[str]) -> list[str]:
    """In one order, so that equal choices are equal values; "nothing" stands alone."""
    names = [one.value for one in Stimulus if one.value in told]
    return [name for name in names if name != Stimulus.NONE.value] or names


def _subject(told: str, tag: str, words: str) -> Value:
    if told == GOES_ON:
        return {"starts": False, "tag": None, "words": ""}
    if tag and tag not in {one.value for one in Tag}:
        raise NotAValue
    return {"starts": True, "tag": tag or None, "words": " ".join(words.split())[:LONGEST_WORDS]}


def told_of(dimension: D, value: Value | None) -> list[str]:
    """The choices that a value stands for, main first; none where it is open or cannot be said."""
    if not value or value.get("cannot"):
        return []
    if dimension is D.FUNCTION:
        return [value["main"], *value["others"]]
    if dimension is D.STIMULUS:
        return list(value["values"])
    if dimension is D.SUBJECT:
        return [STARTS if value["starts"] else GOES_ON]
    if dimension is D.BUILDING:
        return [YES if value["is"] else NO]
    return [str(value["value"])]


def more_of(value: Value | None) -> dict[str, str]:
    """What goes with a choice: the tag and words of a subject, whether a question is open."""
    return {key: (value or {}).get(key) or "" for key in ("tag", "words", "question")}


def words_of(dimension: D, value: Value | None) -> str:
    """A value as the pages say it; nothing where it is open."""
    if not value:
        return ""
    if value.get("cannot"):
        return _("cannot say")
    labels = {choice.value: choice.label for choice in CHOICES[dimension]}
    told = {one: str(labels[one]) for one in told_of(dimension, value)}
    if dimension is D.FUNCTION and value.get("question"):
        kind = _("(open)") if value["question"] == QuestionType.OPEN else _("(closed)")
        asks = Function.QUESTION.value if Function.QUESTION.value in told else next(iter(told))
        told[asks] += f" {kind}"
    words = ", ".join(told.values())
    if dimension is D.SUBJECT and value["starts"]:
        about = [str(TAGS[Tag(value["tag"])])] if value.get("tag") else []
        about += [value["words"]] if value.get("words") else []
        words = _("starts: %(about)s") % {"about": " · ".join(about)} if about else _("starts")
    return words


def main_word(dimension: D, value: Value | None) -> str:
    """What two coders are compared by: the main choice alone; of a subject, whether it starts."""
    if not value:
        return ""
    if value.get("cannot"):
        return "cannot say"
    if dimension is D.STIMULUS:
        return " + ".join(sorted(value["values"]))
    return told_of(dimension, value)[0]


def how_sure(p: float) -> str:
    if p >= 0.8:
        return _("sure")
    if p >= 0.6:
        return _("fairly sure")
    return _("not sure") if p >= 0.4 else _("a guess")
