"""Words with their times, through corrections: who changes a word does not lose the times of the others. No Django."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class TimedWord:
    """One word without spaces; ``p`` is how sure the hearing was, None where somebody typed it."""

    start_ms: int
    end_ms: int
    text: str
    p: float | None = None


def to_json(words: Sequence[TimedWord]) -> str:
    if not words:
        return ""
    return json.dumps([[word.start_ms, word.end_ms, word.text, word.p] for word in words], ensure_ascii=False)


def from_json(kept: str) -> list[TimedWord]:
    return [TimedWord(*word) for word in json.loads(kept)] if kept else []


def single_words(words: Sequence[TimedWord]) -> list[TimedWord]:
    """Groups of words that a file timed together, parted by how many letters each has."""
    found: list[TimedWord] = []
    for word in words:
        parts = word.text.split()
        if len(parts) == 1:
            found.append(TimedWord(word.start_ms, word.end_ms, parts[0], word.p))
        else:
            found += _shared_out(parts, word.start_ms, word.end_ms, word.p)
    return found


def aligned(text: str, before: Sequence[TimedWord]) -> list[TimedWord]:
    """The words of ``text`` with the times that ``before`` gives them; new ones share the time of those they replace.

    Empty where there were no times.
    """
    if not before:
        return []
    tokens = text.split()
    old = [_bare(word.text) for word in before]
    matcher = SequenceMatcher(None, old, [_bare(token) for token in tokens], autojunk=False)
    found: list[TimedWord] = []
    for what, first, last, new_first, new_last in matcher.get_opcodes():
        if what == "equal":
            pairs = zip(before[first:last], tokens[new_first:new_last], strict=True)
            found += [TimedWord(word.start_ms, word.end_ms, token, word.p) for word, token in pairs]
        elif new_first < new_last:
            start, end = _room(before, first, last)
            found += _shared_out(tokens[new_first:new_last], start, end, None)
    return found


def _bare(token: str) -> str:
    """A comma or a capital makes no other word of it."""
    return token.strip('.,;:!?…"“”()').casefold() or token


def _room(before: Sequence[TimedWord], first: int, last: int) -> tuple[int, int]:
    """The time of the words that were replaced; between its neighbours where none was."""
    if first < last:
        return before[first].start_ms, before[last - 1].end_ms
    start = before[first - 1].end_ms if first else before[0].start_ms
    end = before[first].start_ms if first < len(before) else before[-1].end_ms
    return start, max(start, end)


def _shared_out(tokens: Sequence[str], start_ms: int, end_ms: int, p: float | None) -> list[TimedWord]:
    letters = sum(len(token) for token in tokens) or 1
    found, gone = [], 0
    for token in tokens:
        begin = start_ms + (end_ms - start_ms) * gone // letters
        gone += len(token)
        found.append(TimedWord(begin, start_ms + (end_ms - start_ms) * gone // letters, token, p))
    return found


def cut_at(text: str, place: int, start_ms: int, end_ms: int, words: Sequence[TimedWord]) -> int:
    """Where in time a turn is cut that is cut before its word number ``place``."""
    if 0 < place < len(words):
        return max(start_ms, min(end_ms, words[place].start_ms))
    tokens = text.split()
    before = sum(len(token) for token in tokens[:place])
    return start_ms + (end_ms - start_ms) * before // (sum(map(len, tokens)) or 1)
