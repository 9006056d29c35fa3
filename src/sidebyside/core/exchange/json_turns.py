"""A transcript as JSON, version 1:

{"version": 1, "turns": [{"speaker": "Ana" or null, "start_ms": 0 or null, "end_ms": 900 or null, "text": "...",
"words": [{"start_ms": 0, "end_ms": 300, "text": "...", "p": 0.9 or null}]}], "notes": [{"what": "...",
"where": "Line 3" or null, "count": 1, "sentence": "..."}]}

Fields that are not named here are read over, so that later versions may add some.
"""

import json
from collections.abc import Iterator
from typing import cast

from .decoding import text_of
from .errors import Code, ExchangeError
from .notes import Notebook
from .places import Place, Unit, line
from .shapes import LIMIT_ROWS, Row, Transcript, Word

VERSION = 1
# Each takes some hundred bytes once it is read; two hours of talk with word times have a tenth of this.
_MOST_OBJECTS = 500_000


def rows(content: bytes, notes: Notebook) -> Iterator[Row]:
    given = _parsed(text_of(content, notes))
    if not isinstance(given, dict) or given.get("version", VERSION) != VERSION:
        raise ExchangeError(Code.JSON_SHAPE, line(1))
    turns = given.get("turns")
    if not isinstance(turns, list):
        raise ExchangeError(Code.JSON_SHAPE, line(1))
    for number, turn in enumerate(turns[: LIMIT_ROWS + 1], 1):
        yield _row(turn, Place(Unit.TURN, number))


def _parsed(text: str) -> object:
    if text.count("{") + text.count("[") > _MOST_OBJECTS:
        raise ExchangeError(Code.TOO_MANY)
    try:
        return cast(object, json.loads(text))
    except json.JSONDecodeError as error:
        raise ExchangeError(Code.JSON_BROKEN, line(error.lineno)) from None
    except (RecursionError, ValueError):
        # Nested without end, or a number of thousands of digits.
        raise ExchangeError(Code.JSON_BROKEN, line(1)) from None


def _row(turn: object, place: Place) -> Row:
    if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
        raise ExchangeError(Code.JSON_SHAPE, place)
    speaker = turn.get("speaker")
    words = turn.get("words") or []
    if not (speaker is None or isinstance(speaker, str)) or not isinstance(words, list):
        raise ExchangeError(Code.JSON_SHAPE, place)
    start, end = _ms(turn.get("start_ms"), place), _ms(turn.get("end_ms"), place)
    return Row(place, speaker, turn["text"], start, end, tuple(_word(word, place) for word in words))


def _word(word: object, place: Place) -> Word:
    if not isinstance(word, dict) or not isinstance(word.get("text"), str):
        raise ExchangeError(Code.JSON_SHAPE, place)
    start, end, p = _ms(word.get("start_ms"), place), _ms(word.get("end_ms"), place), word.get("p")
    if start is None or end is None or not (p is None or isinstance(p, int | float)):
        raise ExchangeError(Code.JSON_SHAPE, place)
    return Word(start, end, word["text"], p)


def _ms(value: object, place: Place) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ExchangeError(Code.JSON_SHAPE, place)


def write(transcript: Transcript) -> bytes:
    turns = [
        {
            "speaker": turn.speaker,
            "start_ms": turn.start_ms,
            "end_ms": turn.end_ms,
            "text": turn.text,
            "words": [
                {"start_ms": word.start_ms, "end_ms": word.end_ms, "text": word.text, "p": word.p}
                for word in turn.words
            ],
        }
        for turn in transcript.turns
    ]
    notes = [
        {
            "what": note.mend.value,
            "where": str(note.place) if note.place else None,
            "count": note.count,
            "sentence": note.sentence,
        }
        for note in transcript.notes
    ]
    made = {"version": VERSION, "turns": turns, "notes": notes}
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
