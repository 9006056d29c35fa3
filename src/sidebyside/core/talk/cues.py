"""Finds the phrases of the lexicon in the words of a turn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from .codes import Function
from .lexicon import CUES
from .signs import SIGNS
from .words import set_of, words_of

NAMES: tuple[str, ...] = tuple(CUES)
# Words that stand before the beginning without being it.
_BEFORE = set_of("well yes but and so oh okay right no ah actually")
_LONGEST_GAP = 3
_ANY, _GAP, _BEGIN = "_", "~", "^"


@dataclass(frozen=True, slots=True)
class Found:
    """Cue number `cue` stands in words `first` to `last` (not included) of a turn."""

    cue: int
    first: int
    last: int


@dataclass(slots=True)
class _Node:
    follow: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


@cache
def _trees() -> tuple[_Node, _Node]:
    """One for phrases that may stand anywhere, one for those at the beginning."""
    anywhere, beginning = _Node(), _Node()
    for cue, phrases in enumerate([*CUES.values(), *SIGNS.values()]):
        for phrase in phrases:
            for words in _spelled_out(phrase):
                if words[0] == _BEGIN:
                    _put(beginning, words[1:], cue)
                else:
                    _put(anywhere, words, cue)
    return anywhere, beginning


# In the trees the signs are numbered behind the cues.
_SIGNED = tuple(SIGNS)


def _spelled_out(phrase: str) -> Iterator[tuple[str, ...]]:
    choices: list[list[str]] = []
    for item in phrase.split():
        options = item.strip("()").split("/")
        choices.append([*options, ""] if item.startswith("(") else options)
    for chosen in product(*choices):
        words: list[str] = []
        for word in chosen:
            if word in (_ANY, _GAP, _BEGIN, "#", "#time", "%"):
                words.append(word)
            elif word:
                words += words_of(word)
        if words:
            yield tuple(words)


def _put(tree: _Node, words: Sequence[str], cue: int) -> None:
    for word in words:
        tree = tree.follow.setdefault(word, _Node())
    if cue not in tree.ends:
        tree.ends.append(cue)


def find(words: Sequence[str]) -> list[Found]:
    """All cues in the words of a turn, each at its longest from each place."""
    return find_both(words)[0]


def find_both(words: Sequence[str]) -> tuple[list[Found], dict[Function, str]]:
    """Cues, and the functions that a sign speaks for, each with the words of its first sign."""
    anywhere, beginning = _trees()
    found: dict[tuple[int, int], int] = {}
    for first in range(len(words)):
        _walk(anywhere, words, first, first, found)
    for first in _beginnings(words):
        _walk(beginning, words, first, first, found)
    here = [Found(cue, first, last) for (cue, first), last in found.items() if cue < len(NAMES)]
    signs: dict[Function, str] = {}
    for (cue, first), last in found.items():
        if cue >= len(NAMES):
            signs.setdefault(_SIGNED[cue - len(NAMES)], " ".join(words[first:last]))
    return here, signs


def _beginnings(words: Sequence[str]) -> Iterator[int]:
    for first, word in enumerate(words[:3]):
        yield first
        if word not in _BEFORE:
            return


def _walk(node: _Node, words: Sequence[str], first: int, at: int, found: dict[tuple[int, int], int]) -> None:
    for cue in node.ends:
        found[cue, first] = max(at, found.get((cue, first), 0))
    if at >= len(words):
        return
    follow = node.follow
    if not follow:
        return
    after = follow.get(words[at])
    if after is not None:
        _walk(after, words, first, at + 1, found)
    if at > first:
        after = follow.get(_ANY)
        if after is not None:
            _walk(after, words, first, at + 1, found)
        after = follow.get(_GAP)
        if after is not None:
            for gap in range(min(_LONGEST_GAP, len(words) - at) + 1):
                _walk(after, words, first, at + gap, found)
