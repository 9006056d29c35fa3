"""Reasons in the words of a teacher: what was found in a turn, and what stands around it.

Each completes "this turn ..." or names what is there. Reasons of one `family` say much the same of a turn (how long it
is, of what time it speaks), so that one of them is enough.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from . import cues
from .codes import Function, Level, Scale, Stimulus, Time, Tone
from .heads import HEADS

_CUES = {
    "points at another thing": "points at something on the table",
    "from memory": "tells it from memory",
    "warm words": "has warm words",
    "friendly words": "has friendly words",
    "doubting words": "has doubting words",
    "harsh words": "has harsh words",
    "a moment": "speaks of a moment",
    "a stretch of the lesson": "speaks of a part of the lesson",
    "the whole lesson": "speaks of the whole lesson",
    "a habit or principle": "speaks of what is usually so",
    "school or society": "speaks of the school or beyond",
    "before the lesson": "speaks of the time before the lesson",
    "a coming lesson": "speaks of a coming lesson",
    "the lesson just seen": "speaks of the lesson just seen",
    "we": "says “we”",
    "you": "says “you”",
    "i": "says “I”",
    "they": "says “they”",
    "he or she": "speaks of one person",
    "denies": "says that something is not so",
    "hedges": "puts it carefully",
    "contrasts": "sets one thing against another",
    "learning": "speaks of learning",
    "would happen": "imagines what would happen",
    "tag question": "ends like “isn’t it?”",
}
_FORMS = {
    "ends with a question mark": "ends with a question mark",
    "ends without a question mark": "does not end with a question mark",
    "question mark": "has a question mark",
    "no question mark": "has no question mark",
    "question marks": "has more than one question mark",
    "exclamation mark": "has an exclamation mark",
    "trails off": "trails off",
    "no verb form": "has no verb",
    "role coach": "said by the coach",
    "role coachee": "said by the coachee",
    "role coach2": "said by the second coach",
}
_TENSES = {"past": "what was", "present": "what is", "future": "what may come"}
# From how many words on a turn is called so. Shorter ones are only longer than a word or two.
_LENGTHS = (
    (38, "a very long turn"),
    (12, "a long turn"),
    (5, "a longer turn"),
    (0, "more than a word or two"),
)


def cue(name: str) -> str:
    """What a turn does in which a phrase of this cue stands; most cues are named so already."""
    return _CUES.get(name, name)


def form(text: str) -> str:
    """For the features `f:`."""
    if text.startswith("over "):
        words = int(text.split()[1])
        return next(said for least, said in _LENGTHS if words >= least)
    first, _, rest = text.partition(" ")
    if text.endswith("from the end") or first == "last":
        return "near the end of the talk"
    if first in ("turn", "first"):
        return "near the beginning of the talk"
    tense = _TENSES.get(rest or first)
    if tense is not None:
        how = {"much": "speaks a good deal of", "mostly": "speaks mostly of", "only": "speaks only of"}
        return f"{how.get(first, 'speaks of')} {tense}"
    return _FORMS.get(text, text)


def family(text: str) -> str:
    """Of a feature `f:`; the feature itself where it stands for itself."""
    if text.startswith("over "):
        return "length"
    if "question mark" in text:
        return "question mark"
    if text.partition(" ")[0] in ("turn", "first", "last"):
        return "place"
    if text.split()[-1] in _TENSES:
        return "tense"
    return text


_FUNCTIONS = {
    Function.QUESTION: "a question",
    Function.EVALUATION: "an evaluation",
    Function.SUMMARY: "a summary",
    Function.ACCEPTANCE: "a point taken",
    Function.CHALLENGE: "a challenge",
    Function.CONTEXT: "some context",
    Function.GENERALISATION: "a generalisation",
    Function.CLARIFICATION: "a clarification",
    Function.NEW_IDEA: "a new idea",
    Function.JUSTIFICATION: "a reason given",
    Function.EXPLANATION: "an explanation",
    Function.CONTINUITY: "a link to what was said",
    Function.DISSONANCE: "a clash",
    Function.DEFENCE: "a defence",
    Function.SUGGESTION: "a suggestion",
}
_STIMULI = {
    Stimulus.VIDEO: "the film",
    Stimulus.NOTES: "notes",
    Stimulus.PLAN: "the lesson plan",
    Stimulus.WORK: "pupils’ work",
    Stimulus.DATA: "pupil data",
    Stimulus.RECALL: "something remembered",
    Stimulus.ARTEFACT: "another thing to look at",
    Stimulus.NONE: "nothing to look at",
}
_SCALES = {
    Scale.MOMENT: "talk of a moment",
    Scale.EPISODE: "talk of a part of the lesson",
    Scale.LESSON: "talk of the whole lesson",
    Scale.THEME: "talk of a principle",
    Scale.SCHOOL: "talk of the school or beyond",
}
_TIMES = {
    Time.BEFORE: "talk of the time before the lesson",
    Time.LESSON: "talk of the lesson itself",
    Time.AFTER: "talk of a coming lesson",
    Time.NONE: "talk of no particular time",
}
_TONES = {
    Tone.VERY_NEGATIVE: "a very negative tone",
    Tone.NEGATIVE: "a negative tone",
    Tone.NEUTRAL: "a neutral tone",
    Tone.POSITIVE: "a positive tone",
    Tone.VERY_POSITIVE: "a very positive tone",
}
_LEVELS = {
    Level.EMERGING: "one asking and one telling",
    Level.DEVELOPING: "reasons and learning",
    Level.REFINING: "a close look",
    Level.CO_CONSTRUCTIVE: "building together",
}


@cache
def guesses() -> tuple[str, ...]:
    """What the first look may make of a turn, one for each column of the heads."""
    said: dict[str, Mapping[Any, str]] = {
        "function": _FUNCTIONS,
        "further": _FUNCTIONS,
        "asks": {True: "a question"},
        "open": {True: "an open question"},
        "stimulus": _STIMULI,
        "tone": _TONES,
        "scale": _SCALES,
        "time": _TIMES,
        "opens": {True: "something new"},
        "builds": {True: "building on each other"},
        "level": _LEVELS,
    }
    return tuple(said[head.name][value] for head in HEADS.values() for value in head.values)


def near(by: int) -> str:
    """Where a turn stands that comes `by` turns later, or before."""
    return {-2: "two turns before", -1: "in the turn before", 1: "in the next turn", 2: "two turns later"}[by]


@cache
def cues_at(by: int) -> tuple[str, ...]:
    """What the cues of the turn before or after (`by` is -1 or 1), or of this turn (0), say."""
    who = {-1: "the turn before ", 0: "", 1: "the next turn "}[by]
    return tuple(who + cue(name) for name in cues.NAMES)
