"""The models at work: two looks at each turn, the second with what the first made of the turns around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from . import context, signs, ties, uptake
from .codes import Function, QuestionType, Scale, Stimulus, Time, Tone
from .explain import MOST, joined
from .features import Floats, Heard, Sparse, counted
from .heads import HEADS, Head
from .likeness import likeness
from .shapes import Codes, Guess, Question
from .weights import Weights

# Below these a suggestion would be a guess in the dark.
LEAST_SURE = {"function": 0.14, "tone": 0.3, "scale": 0.26, "time": 0.3}
FURTHER_FROM = 0.3
# The first look's part in whether a turn asks, and how.
FIRST_SAY = 0.7
MOST_FUNCTIONS = 3


@dataclass(frozen=True, slots=True)
class Looked:
    """What both looks found, a row a turn. `chances` has COLUMNS columns."""

    words: Sparse
    around: Floats
    chances: Floats


def chances_of[Scores: npt.NDArray[np.floating]](scores: Scores) -> Scores:
    """Softmax within heads that have one right value, the logistic function elsewhere; as precise as what is given."""
    made: Scores = np.empty_like(scores)
    for head in HEADS.values():
        part = scores[:, head.columns]
        if head.one:
            part = np.exp(part - part.max(axis=1, keepdims=True))
            made[:, head.columns] = part / part.sum(axis=1, keepdims=True)
        else:
            made[:, head.columns] = 1 / (1 + np.exp(-np.clip(part, -30, 30)))
    return made


def look(heard: Sequence[Heard], weights: Weights) -> Looked:
    words = counted(heard, weights.vocabulary)
    first = words.times(weights.first) + weights.first_bias
    around = context.around(heard, chances_of(first), likeness(heard, weights.rarity))
    second = words.times(weights.own) + around @ weights.around + weights.second_bias
    # Questions were also learnt from ordinary meetings, in the first look only: both have a say.
    for name in ("asks", "open"):
        at = HEADS[name].first
        second[:, at] = FIRST_SAY * first[:, at] + (1 - FIRST_SAY) * second[:, at]
    _heed_signs(heard, second)
    return Looked(words, around, ties.leaned(chances_of(second), weights.ties))


def _heed_signs(heard: Sequence[Heard], scores: Floats) -> None:
    values = list(Function)
    for at, turn in enumerate(heard):
        for function in turn.signs:
            place = values.index(function)
            scores[at, HEADS["function"].first + place] += signs.WEIGHT
            scores[at, HEADS["further"].first + place] += signs.WEIGHT


class Why(Protocol):
    def of(self, columns: npt.NDArray[np.int64]) -> Sequence[tuple[str, ...]]: ...


def codes(heard: Sequence[Heard], looked: Looked, weights: Weights, reasons: Why) -> list[Codes]:
    """Suggested codes of each turn, every one with its reasons."""
    if not heard:
        return []
    functions = _functions(heard, looked, reasons, weights)
    questions = _questions(looked, reasons, weights)
    stimuli = _stimuli(looked, reasons, weights)
    tones = _one(looked, reasons, weights, "tone", [int(one) for one in Tone])
    scales = _one(looked, reasons, weights, "scale", list(Scale))
    times = _one(looked, reasons, weights, "time", list(Time))
    degrees = _uptake(heard, questions, weights)
    return [
        Codes(functions[at], questions[at], degrees[at], stimuli[at], tones[at], scales[at], times[at])
        for at in range(len(heard))
    ]


def lifts(weights: Weights, head: Head) -> Floats:
    """How much each value of a head is lifted before the likeliest is taken: rare ones would never win otherwise."""
    return np.array(
        [weights.thresholds.get(f"{head.name} {value}", 1.0) for value in head.values], np.float32
    )


def cooled(chances: Floats, weights: Weights, name: str) -> Floats:
    """As sure as a model has a right to be with people it never heard: on new talks it is too sure of itself."""
    made: Floats = chances ** np.float32(1 / weights.thresholds.get(f"cool {name}", 1.0))
    return made / made.sum(axis=1, keepdims=True)


type Functions = tuple[Guess[Function], ...] | None


def _functions(heard: Sequence[Heard], looked: Looked, reasons: Why, weights: Weights) -> list[Functions]:
    main, further = looked.chances[:, HEADS["function"].columns], looked.chances[:, HEADS["further"].columns]
    first = (main * lifts(weights, HEADS["function"])).argmax(axis=1)
    sure = cooled(main, weights, "function")
    ranked = np.where(further >= FURTHER_FROM, further, 0.0)
    ranked[np.arange(len(first)), first] = 2.0
    order = np.argsort(-ranked, axis=1, kind="stable")[:, :MOST_FUNCTIONS]
    why = [reasons.of(HEADS["function"].first + order[:, place]) for place in range(order.shape[1])]
    values = list(Function)
    made: list[Functions] = []
    for at in range(len(first)):
        guesses = []
        for place, column in enumerate(order[at].tolist()):
            if ranked[at, column] > 0:
                p = sure[at, column] if place == 0 else further[at, column]
                guesses.append(
                    Guess(values[column], float(p), _with_sign(heard[at], values[column], why[place][at]))
                )
        made.append(tuple(guesses) if main[at, first[at]] >= LEAST_SURE["function"] else None)
    return made


def _with_sign(turn: Heard, function: Function, why: tuple[str, ...]) -> tuple[str, ...]:
    sign = turn.signs.get(function)
    return why if sign is None else (f'"{joined(sign)}"', *why[: MOST - 1])


def _questions(looked: Looked, reasons: Why, weights: Weights) -> list[Question]:
    asks, openly = looked.chances[:, HEADS["asks"].first], looked.chances[:, HEADS["open"].first]
    yes = asks >= weights.thresholds["asks"]
    why = reasons.of(np.full(len(asks), HEADS["asks"].first))
    made = []
    for at, p in enumerate(asks.tolist()):
        if not yes[at]:
            made.append(Question(asks=False, p=1 - p))
            continue
        is_open = bool(openly[at] >= 0.5)
        kind = QuestionType.OPEN if is_open else QuestionType.CLOSED
        made.append(Question(True, kind, p, float(openly[at] if is_open else 1 - openly[at]), why[at]))
    return made


def _stimuli(looked: Looked, reasons: Why, weights: Weights) -> list[tuple[Guess[Stimulus], ...] | None]:
    """All that reach their own thresholds; "none" only where nothing else does, or where it is far ahead."""
    head = HEADS["stimulus"]
    chances = looked.chances[:, head.columns]
    values = list(Stimulus)
    ratios = chances / np.array([weights.thresholds[f"stimulus {value}"] for value in values], np.float32)
    why = reasons.of(head.first + ratios.argmax(axis=1))
    made: list[tuple[Guess[Stimulus], ...] | None] = []
    nothing = values.index(Stimulus.NONE)
    for at, row in enumerate(ratios):
        order = [place for place in np.argsort(-row, kind="stable").tolist() if row[place] >= 1] or [
            int(row.argmax())
        ]
        order = order[:1] if order[0] == nothing else [place for place in order if place != nothing]
        made.append(
            tuple(
                Guess(values[place], float(chances[at, place]), why[at] if rank == 0 else ())
                for rank, place in enumerate(order[:3])
            )
        )
    return made


def _one[V](
    looked: Looked, reasons: Why, weights: Weights, name: str, values: Sequence[V]
) -> list[Guess[V] | None]:
    head: Head = HEADS[name]
    chances = looked.chances[:, head.columns]
    best = (chances * lifts(weights, head)).argmax(axis=1)
    sure = cooled(chances, weights, name)
    why = reasons.of(head.first + best)
    return [
        Guess(values[column], float(sure[at, column]), why[at])
        if chances[at, column] >= LEAST_SURE[name]
        else None
        for at, column in enumerate(best.tolist())
    ]


def _uptake(heard: Sequence[Heard], questions: Sequence[Question], weights: Weights) -> list[float | None]:
    made = uptake.features(heard, [question.asks for question in questions], weights.rarity)
    degrees = uptake.degrees(made @ weights.uptake + np.float32(weights.uptake_bias))
    answers = [False] + [one.spoken.voice != two.spoken.voice for one, two in pairwise(heard)]
    return [float(degree) if has else None for degree, has in zip(degrees, answers, strict=True)]
