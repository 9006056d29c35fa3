"""Rows of a file become turns: what one person says until another takes over. No Django."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sidebyside.conversations.written.timed import TimedWord, aligned, single_words
from sidebyside.core.exchange import Turn

# A pause as long as this begins a new row of the page, though the same person goes on.
LONG_PAUSE_MS = 10_000
LONGEST_LETTERS = 1_200
MOST_WORDS_IN_A_SOUND = 3
_WORDS = re.compile(r"[\w-]+")
_SOUNDS = frozenset(
    _WORDS.findall(
        """ah aha hm hmm mhm mm mmhm mmm mm-hm mm-hmm oh ok okay right sure uh-huh uhu yeah yep yes yup no wow quite
        exactly true absolutely indeed of course"""
    )
)


@dataclass(frozen=True, slots=True)
class Formed:
    speaker: str | None
    text: str
    start_ms: int | None
    end_ms: int | None
    words: tuple[TimedWord, ...] = ()
    is_backchannel: bool = False
    is_overlapped: bool = False


def formed(turns: Sequence[Turn]) -> list[Formed]:
    """Captions of one speaker in a row are joined; a bare "mm, yeah" inside another's turn is marked as that."""
    joined: list[Formed] = []
    for turn in turns:
        one = _single(turn)
        if joined and _goes_on(joined[-1], one):
            joined[-1] = _joined(joined[-1], one)
        else:
            joined.append(one)
    return with_sounds_marked(joined)


def _single(turn: Turn) -> Formed:
    given = [TimedWord(word.start_ms, word.end_ms, word.text, word.p) for word in turn.words]
    words = aligned(turn.text, single_words(given))
    return Formed(turn.speaker, turn.text, turn.start_ms, turn.end_ms, tuple(words))


def _goes_on(before: Formed, one: Formed) -> bool:
    if before.speaker is None or before.speaker != one.speaker:
        return False
    if len(before.text) + len(one.text) > LONGEST_LETTERS:
        return False
    if before.end_ms is None or one.start_ms is None:
        return before.end_ms is None and one.start_ms is None
    return one.start_ms - before.end_ms < LONG_PAUSE_MS


def _joined(before: Formed, one: Formed) -> Formed:
    words = (*before.words, *one.words) if before.words and one.words else ()
    end = max(before.end_ms, one.end_ms) if before.end_ms is not None and one.end_ms is not None else None
    return Formed(before.speaker, f"{before.text} {one.text}", before.start_ms, end, words)


def with_sounds_marked(turns: list[Formed]) -> list[Formed]:
    return [
        replace(turn, is_backchannel=True) if _is_inside(turns, place) and is_sound(turn.text) else turn
        for place, turn in enumerate(turns)
    ]


def _is_inside(turns: Sequence[Formed], place: int) -> bool:
    """Between two turns of one other person."""
    if not 0 < place < len(turns) - 1:
        return False
    before, one, after = turns[place - 1 : place + 2]
    return before.speaker is not None and before.speaker == after.speaker != one.speaker


def is_sound(text: str) -> bool:
    words = [word.strip(".,!?…").casefold() for word in text.split()]
    return 0 < len(words) <= MOST_WORDS_IN_A_SOUND and all(word in _SOUNDS for word in words)
