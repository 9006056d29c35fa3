"""Figures of suggestions against codes: the same for the test part, for writers left out and for the baselines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sidebyside.core.talk.codes import Function, Scale, Stimulus, Time
from sidebyside.core.talk.reading import read
from sidebyside.core.talk.shapes import Description, Spoken
from sidebyside.core.talk.weights import Weights

from . import scores
from .corpus import Conversation, Row
from .samples import Talk, talk_of

type Describe = Callable[[Sequence[Spoken]], Description]
LEVEL_UNREAD = 0


@dataclass
class Columns:
    """Gold and suggested values, a turn a place; None is "cannot say"."""

    gold: dict[str, list[object]] = field(default_factory=dict)
    found: dict[str, list[object]] = field(default_factory=dict)

    def add(self, name: str, gold: object, found: object) -> None:
        self.gold.setdefault(name, []).append(gold)
        self.found.setdefault(name, []).append(found)


def columns_of(conversations: Sequence[Conversation], manner: str, describe: Describe) -> Columns:
    made = Columns()
    for conversation in conversations:
        talk = talk_of(conversation, manner)
        add(made, talk, describe([turn.spoken for turn in talk.heard]))
    return made


def add(made: Columns, talk: Talk, described: Description, weights: Weights | None = None) -> None:
    starts = {element.first for element in described.elements}
    inside = {at for span in described.spans for at in range(span.first, span.last + 1)}
    levels = _levels(described, weights)
    for at, (row, turn) in enumerate(zip(talk.rows, described.turns, strict=True)):
        codes = turn.codes
        functions = [guess.value for guess in codes.functions or ()]
        made.add("function", row.functions[0], functions[0] if functions else None)
        made.add("any function", True, _any(row, functions))
        made.add("asks", row.question is not None, bool(codes.question and codes.question.asks))
        made.add("type", row.question, codes.question.type if codes.question else None)
        made.add("stimulus", row.stimulus, frozenset(guess.value for guess in codes.stimulus or ()))
        made.add("tone", row.tone, codes.tone.value if codes.tone else None)
        made.add("scale", row.scale, codes.scale.value if codes.scale else None)
        made.add("time", row.time, codes.time.value if codes.time else None)
        made.add("start", row.element is not None, at in starts)
        made.add("near start", _near(talk.rows, at), at in starts)
        made.add("builds", row.co, at in inside)
        made.add("level", row.level, levels[at])


def _any(row: Row, functions: Sequence[Function]) -> bool:
    return bool(functions) and (functions[0] in row.functions or row.functions[0] in functions)


def _near(rows: Sequence[Row], at: int) -> bool:
    return any(row.element is not None for row in rows[max(0, at - 1) : at + 2])


def _levels(described: Description, weights: Weights | None) -> list[int]:
    made = [LEVEL_UNREAD] * len(described.turns)
    for passage in read(described, weights).passages:
        for at in range(passage.first, passage.last + 1):
            made[at] = int(passage.level) if passage.level else LEVEL_UNREAD
    return made


def figures(columns: Columns) -> dict[str, float]:
    """Names as in the model card; F1, kappa and shares, 0 to 1."""
    gold, found = columns.gold, columns.found
    functions = scores.f1s(gold["function"], found["function"], list(Function))
    both = [at for at, asks in enumerate(gold["asks"]) if asks and found["asks"][at]]
    stimuli = {value: label_f1(gold["stimulus"], found["stimulus"], value) for value in Stimulus}
    tones = [
        abs(_int(one) - _int(two))
        for one, two in zip(gold["tone"], found["tone"], strict=True)
        if two is not None
    ]
    levels = [
        abs(_int(one) - _int(two)) for one, two in zip(gold["level"], found["level"], strict=True) if two
    ]
    types = [gold["type"][at] for at in both], [found["type"][at] for at in both]
    return {
        "main function, macro-F1": float(np.mean(list(functions.values()))),
        "main function, lowest F1": min(functions.values()),
        "main function, kappa": scores.kappa(gold["function"], found["function"]),
        "main function, right when further ones count": float(
            np.mean(np.array(found["any function"], float))
        ),
        "question, F1": scores.f1(gold["asks"], found["asks"]),
        "open or closed, right": float(np.mean([one == two for one, two in zip(*types, strict=True)])),
        "stimulus, macro-F1": float(np.mean(list(stimuli.values()))),
        "stimulus video, F1": stimuli[Stimulus.VIDEO],
        "tone, within one step": float(np.mean([one <= 1 for one in tones])),
        "tone, exact": float(np.mean([one == 0 for one in tones])),
        "scale, macro-F1": float(
            np.mean(list(scores.f1s(gold["scale"], found["scale"], list(Scale)).values()))
        ),
        "scale, kappa": scores.kappa(gold["scale"], found["scale"]),
        "time, macro-F1": float(np.mean(list(scores.f1s(gold["time"], found["time"], list(Time)).values()))),
        "time, kappa": scores.kappa(gold["time"], found["time"]),
        "element starts, F1": scores.f1(gold["start"], found["start"]),
        "co-construction turns, F1": scores.f1(gold["builds"], found["builds"]),
        "level, exact": float(np.mean([one == 0 for one in levels])) if levels else 0.0,
        "level, within one": float(np.mean([one <= 1 for one in levels])) if levels else 0.0,
    }


def by_function(columns: Columns) -> dict[str, float]:
    return {
        value.value: f1
        for value, f1 in scores.f1s(
            columns.gold["function"], columns.found["function"], list(Function)
        ).items()
    }


def confusion(columns: Columns, name: str, values: Sequence[object]) -> list[list[int]]:
    return scores.confusion(columns.gold[name], columns.found[name], values)


def label_f1(gold: Sequence[object], found: Sequence[object], value: Stimulus) -> float:
    one = [value in labels for labels in gold]  # type: ignore[operator]
    two = [value in labels for labels in found]  # type: ignore[operator]
    return scores.f1(one, two)


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
