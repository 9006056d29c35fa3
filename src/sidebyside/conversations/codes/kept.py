"""Suggestions as they are kept: JSON under the transcript's key, by the turns' codes. No Django.

``{"turns": {code: codes}, "elements": [...], "spans": [...]}``, codes as ``core.talk.telling`` writes them; elements
and spans name the codes of their first and last turn.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sidebyside.core.talk import telling
from sidebyside.core.talk.codes import Function, Initiation, QuestionType, Scale, Stimulus, Tag, Time
from sidebyside.core.talk.shapes import Codes, Description, Element, Guess, Question, Span

type Kept = dict[str, Any]


def kept(description: Description, turns: Sequence[uuid.UUID]) -> Kept:
    """``turns`` are the codes of the description's turns, in its order."""
    names = [str(code) for code in turns]
    coded = zip(names, description.turns, strict=True)
    return {
        "turns": {name: telling.codes_json(turn.codes) for name, turn in coded},
        "elements": [
            telling.element_json(one) | {"first": names[one.first], "last": names[one.last]}
            for one in description.elements
        ],
        "spans": [
            telling.span_json(one) | {"first": names[one.first], "last": names[one.last]}
            for one in description.spans
        ],
    }


def without(body: Kept, gaps: Collection[str]) -> Kept:
    """What may stay when the transcript has changed: no turn that is a gap now, and no word that was quoted."""
    return {
        "turns": {name: _unquoted(codes) for name, codes in body["turns"].items() if name not in gaps},
        "elements": [_unquoted(one) | {"subject": None} for one in body["elements"]],
        "spans": [_unquoted(one) for one in body["spans"]],
    }


def _unquoted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: [] if key == "because" else _unquoted(one) for key, one in value.items()}
    return [_unquoted(one) for one in value] if isinstance(value, list) else value


def codes_of(told: Mapping[str, Any]) -> Codes:
    """``telling.codes_json`` backwards."""
    functions = told.get("functions")
    stimulus = told.get("stimulus")
    return Codes(
        functions=tuple(Guess(Function(one["name"]), one["p"], tuple(one["because"])) for one in functions)
        if functions
        else None,
        question=_question(told.get("question")),
        uptake=told.get("uptake"),
        stimulus=tuple(Guess(Stimulus(one["value"]), one["p"], tuple(one["because"])) for one in stimulus)
        if stimulus
        else None,
        tone=_guess(told.get("tone"), int),
        scale=_guess(told.get("scale"), Scale),
        time=_guess(told.get("time"), Time),
    )


def _question(told: Mapping[str, Any] | None) -> Question | None:
    if told is None:
        return None
    kind = QuestionType(told["type"]) if told["type"] else None
    return Question(told["is"], kind, told["p"], told["type_p"], tuple(told["because"]))


def _guess[V](told: Mapping[str, Any] | None, value: type[V]) -> Guess[V] | None:
    if told is None or told["value"] is None:
        return None
    made: Any = value
    return Guess(made(told["value"]), told["p"], tuple(told["because"]))


def elements_of(body: Kept, places: Mapping[str, int]) -> list[Element]:
    """Elements that begin at a turn which is still there."""
    return [
        Element(
            places[one["first"]],
            places.get(one["last"], places[one["first"]]),
            Initiation(one["initiation"]) if one["initiation"] else None,
            one["subject"],
            Tag(one["tag"]) if one["tag"] else None,
            one["p"],
            tuple(one["because"]),
        )
        for one in body["elements"]
        if one["first"] in places
    ]


def spans_of(body: Kept, places: Mapping[str, int]) -> list[Span]:
    return [
        Span(places[one["first"]], places[one["last"]], one["p"], tuple(one["because"]))
        for one in body["spans"]
        if one["first"] in places and one["last"] in places
    ]
