"""Codes from the phrases of the lexicon alone: what is left when no fitted model is there, and a baseline for it."""

from collections.abc import Sequence

from . import cues
from .codes import Function, Initiation, QuestionType, Role, Scale, Stimulus, Time
from .explain import joined
from .shapes import Coded, Codes, Description, Element, Guess, Question, Span, Spoken
from .words import words_of

_FUNCTIONS = {
    "asks openly": (Function.QUESTION, 2.0),
    "asks for yes, no or one fact": (Function.QUESTION, 1.2),
    "asks whether one looks at it another way": (Function.CHALLENGE, 1.6),
    "judges well": (Function.EVALUATION, 1.5),
    "judges badly": (Function.EVALUATION, 1.5),
    "gathers what was said": (Function.SUMMARY, 1.4),
    "takes a point": (Function.ACCEPTANCE, 1.2),
    "gives background": (Function.CONTEXT, 1.3),
    "speaks of a pattern": (Function.GENERALISATION, 1.3),
    "makes a meaning plainer": (Function.CLARIFICATION, 1.6),
    "turns an idea over": (Function.NEW_IDEA, 1.2),
    "gives a reason": (Function.JUSTIFICATION, 1.2),
    "tells what happened": (Function.EXPLANATION, 0.9),
    "keeps the talk going or steers it": (Function.CONTINUITY, 1.1),
    "voices a clash": (Function.DISSONANCE, 1.5),
    "protects a practice": (Function.DEFENCE, 1.1),
    "proposes an action": (Function.SUGGESTION, 1.2),
}
_STIMULI = {
    "points at the film": Stimulus.VIDEO,
    "points at notes": Stimulus.NOTES,
    "points at the plan": Stimulus.PLAN,
    "points at pupils' work": Stimulus.WORK,
    "points at data": Stimulus.DATA,
    "points at another thing": Stimulus.ARTEFACT,
    "from memory": Stimulus.RECALL,
}
_SCALES = {
    "a moment": Scale.MOMENT,
    "a stretch of the lesson": Scale.EPISODE,
    "the whole lesson": Scale.LESSON,
    "a habit or principle": Scale.THEME,
    "school or society": Scale.SCHOOL,
}
_TIMES = {
    "before the lesson": Time.BEFORE,
    "a coming lesson": Time.AFTER,
    "the lesson just seen": Time.LESSON,
    "a habit or principle": Time.NONE,
}
_TONES = {"warm words": 2, "friendly words": 1, "doubting words": -1, "harsh words": -2}
_CLOSED = "asks for yes, no or one fact"
_OPENINGS = 2


def describe(turns: Sequence[Spoken]) -> Description:
    coded = tuple(
        Coded(turn) if turn.backchannel or not turn.words else Coded(turn, _codes(turn)) for turn in turns
    )
    return Description(coded, _elements(coded), _spans(coded))


def _codes(turn: Spoken) -> Codes:
    words = words_of(turn.text)
    found: dict[str, list[str]] = {}
    for one in cues.find(words):
        found.setdefault(cues.NAMES[one.cue], []).append(_quoted(words[one.first : one.last]))
    return Codes(
        functions=_functions(found) or (Guess(Function.EXPLANATION, 0.2),),
        question=_question(turn, found),
        stimulus=tuple(
            Guess(value, 0.6, tuple(found[name])) for name, value in _STIMULI.items() if name in found
        )
        or (Guess(Stimulus.NONE, 0.4),),
        tone=_tone(found),
        scale=_most(found, _SCALES, Scale.EPISODE),
        time=_most(found, _TIMES, Time.LESSON),
    )


def _quoted(words: Sequence[str]) -> str:
    return f'"{joined(" ".join(words))}"'


def _functions(found: dict[str, list[str]]) -> tuple[Guess[Function], ...]:
    scores: dict[Function, float] = {}
    reasons: dict[Function, list[str]] = {}
    for name, (function, weight) in _FUNCTIONS.items():
        if name in found:
            scores[function] = scores.get(function, 0.0) + weight * min(3, len(found[name])) ** 0.5
            reasons.setdefault(function, []).extend(found[name])
    total = sum(scores.values())
    ordered = sorted(scores, key=lambda function: -scores[function])
    return tuple(
        Guess(one, round(scores[one] / (total + 1), 3), tuple(reasons[one][:3])) for one in ordered[:3]
    )


def _question(turn: Spoken, found: dict[str, list[str]]) -> Question:
    openly, closed = len(found.get("asks openly", ())), len(found.get(_CLOSED, ()))
    if "?" not in turn.text:
        return Question(asks=False, p=0.7)
    return Question(
        True,
        QuestionType.CLOSED if closed > openly else QuestionType.OPEN,
        0.95,
        0.6,
        ("has a question mark",),
    )


def _tone(found: dict[str, list[str]]) -> Guess[int]:
    total = sum(value * len(found.get(name, ())) for name, value in _TONES.items())
    reasons = tuple(word for name in _TONES for word in found.get(name, ()))[:3]
    return Guess(max(-1, min(1, total)), 0.5, reasons if total else ())


def _most[V](found: dict[str, list[str]], meanings: dict[str, V], otherwise: V) -> Guess[V]:
    counts = {value: len(found.get(name, ())) for name, value in meanings.items()}
    best = max(counts, key=lambda value: counts[value])
    if not counts[best]:
        return Guess(otherwise, 0.3)
    name = next(name for name, value in meanings.items() if value == best)
    return Guess(best, 0.5, tuple(found[name][:3]))


def _elements(turns: Sequence[Coded]) -> tuple[Element, ...]:
    if not turns:
        return ()
    starts = [0]
    for at, turn in enumerate(turns):
        words = words_of(turn.spoken.text)
        opening = {one.first for one in cues.find(words) if cues.NAMES[one.cue] == "opens something new"}
        if at - starts[-1] >= 5 and len(opening) > _OPENINGS:
            starts.append(at)
    ends = [*(start - 1 for start in starts[1:]), len(turns) - 1]
    return tuple(
        Element(first, last, _who(turns[first].spoken.role), None, p=0.4)
        for first, last in zip(starts, ends, strict=True)
    )


def _who(role: Role | None) -> Initiation | None:
    if role is None:
        return None
    return Initiation.COACHEE if role is Role.COACHEE else Initiation.COACH


def _spans(turns: Sequence[Coded]) -> tuple[Span, ...]:
    return ()
