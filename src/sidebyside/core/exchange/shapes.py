"""A transcript, whatever file it came from. Times are whole milliseconds from the beginning of the recording."""

import re
from dataclasses import dataclass, field

from .notes import Note
from .places import Place

LIMIT_BYTES = 20 * 1024 * 1024
# An hour of quick talk has about 1,500 turns; captions cut it into some 2,500 pieces.
LIMIT_ROWS = 100_000
LIMIT_MS = 500 * 3_600_000
# Some 80,000 words: eight hours without a breath.
LIMIT_LETTERS = 500_000

# Control characters, halves of letters, and what XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def tidy(text: str) -> str:
    """One line, single spaces, no characters that a file cannot hold."""
    return " ".join(_UNWRITABLE.sub("", text).split())


@dataclass(frozen=True, slots=True)
class Word:
    """`text` may be more than one word where the file times only groups of words; `p` is sureness, 0 to 1."""

    start_ms: int
    end_ms: int
    text: str
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in one piece, as the file cuts it: a caption, a row, a paragraph, an annotation.

    Either both times or neither; 0 <= start_ms < end_ms. `speaker` is None where the file does not say.
    `row` is the place in the input, counted from 0, before anything was left out or put in order.
    """

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[Word, ...] = ()
    row: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if (self.start_ms is None) != (self.end_ms is None):
            raise ValueError("a turn has both times or neither")
        if self.start_ms is not None and self.end_ms is not None and not 0 <= self.start_ms < self.end_ms:
            raise ValueError("a turn begins at zero or later and ends after it begins")


@dataclass(frozen=True, slots=True)
class Transcript:
    turns: tuple[Turn, ...]
    notes: tuple[Note, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Each named speaker once, in the order in which they first speak."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker is not None))


@dataclass(frozen=True, slots=True)
class Row:
    """What a reader found, before its times are looked at: they may be missing, negative or backwards."""

    place: Place
    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[Word, ...] = ()
