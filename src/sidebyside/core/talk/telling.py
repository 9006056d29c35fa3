"""A description, its indicators and its reading as plain JSON values. `VERSION` goes up when a meaning changes."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum

from .shapes import Coded, Codes, Description, Element, Guess, Indicators, Question, Reading, Share, Span

VERSION = 1
type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None


def turn_json(turn: Coded) -> dict[str, Json]:
    spoken, codes = turn.spoken, turn.codes
    return {
        "rows": list(spoken.rows),
        "role": _plain(spoken.role),
        "text": spoken.text,
        "start_ms": spoken.start_ms,
        "end_ms": spoken.end_ms,
        "backchannel": spoken.backchannel,
        **codes_json(codes),
    }


def codes_json(codes: Codes) -> dict[str, Json]:
    return {
        "functions": None
        if not codes.functions
        else [
            {"name": one.value.value, "p": _rounded(one.p), "because": list(one.because)}
            for one in codes.functions
        ],
        "question": _question(codes.question),
        "uptake": None if codes.uptake is None else _rounded(codes.uptake),
        "stimulus": None if not codes.stimulus else [_guess(one) for one in codes.stimulus],
        "tone": _guess(codes.tone),
        "scale": _guess(codes.scale),
        "time": _guess(codes.time),
        "confirmed": sorted(one.value for one in codes.confirmed),
    }


def _question(question: Question | None) -> Json:
    if question is None:
        return None
    return {
        "is": question.asks,
        "type": _plain(question.type),
        "p": _rounded(question.p),
        "type_p": None if question.type_p is None else _rounded(question.type_p),
        "because": list(question.because),
    }


def _guess[V](guess: Guess[V] | None) -> Json:
    if guess is None:
        return None
    return {"value": _plain(guess.value), "p": _rounded(guess.p), "because": list(guess.because)}


def element_json(element: Element) -> dict[str, Json]:
    return {
        "first": element.first,
        "last": element.last,
        "initiation": _plain(element.initiation),
        "subject": element.subject,
        "tag": _plain(element.tag),
        "p": _rounded(element.p),
        "because": list(element.because),
    }


def span_json(span: Span) -> dict[str, Json]:
    return {
        "kind": span.kind,
        "first": span.first,
        "last": span.last,
        "p": _rounded(span.p),
        "because": list(span.because),
    }


def description_json(description: Description) -> dict[str, Json]:
    return {
        "turns": [turn_json(turn) for turn in description.turns],
        "elements": [element_json(element) for element in description.elements],
        "spans": [span_json(span) for span in description.spans],
    }


def indicators_json(indicators: Indicators) -> dict[str, Json]:
    """Every share as {of, base, value}; names as in `Indicators`."""
    made = _plain(indicators)
    assert isinstance(made, dict)
    return made


def reading_json(reading: Reading) -> dict[str, Json]:
    return {
        "level": _plain(reading.level),
        "sureness": None if reading.sureness is None else _rounded(reading.sureness),
        "sureness_words": reading.sureness_words,
        "coded_turns": reading.coded_turns,
        "words": reading.words,
        "passages": [_plain(passage) for passage in reading.passages],
        "for": [_plain(point) for point in reading.speaks_for],
        "against": [_plain(point) for point in reading.speaks_against],
        "next": [_plain(point) for point in reading.next_shown],
        "missing": [_plain(point) for point in reading.missing],
        "try": reading.to_try,
        "moments": [_plain(moment) for moment in reading.moments],
    }


def _plain(value: object) -> Json:
    if isinstance(value, Share):
        return {"of": _rounded(value.of), "base": _rounded(value.base), "value": _plain(value.value)}
    if isinstance(value, Enum):
        made: Json = value.value
        return made
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return _rounded(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in JSON here")


def _rounded(number: float) -> float:
    return round(float(number), 4)
