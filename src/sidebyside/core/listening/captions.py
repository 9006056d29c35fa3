"""A hearing as captions: a turn in pieces that can be read, cut where sentences end."""

from collections.abc import Iterator, Sequence

from sidebyside.core.exchange import Transcript, Turn, Word

from .heard import HeardWord, Hearing, label

LONGEST_MS, LONGEST_LETTERS = 7000, 84
"""Two lines of 42 letters for at most seven seconds, as broadcasters do."""


def captions(hearing: Hearing) -> Transcript:
    turns = []
    for turn in hearing.turns:
        for words in _pieces(turn.words):
            text = " ".join(word.text for word in words)
            timed = tuple(Word(word.start_ms, word.end_ms, word.text, word.p) for word in words)
            turns.append(Turn(label(turn.speaker), text, words[0].start_ms, words[-1].end_ms, timed))
    return Transcript(tuple(turns))


def _pieces(words: Sequence[HeardWord]) -> Iterator[Sequence[HeardWord]]:
    piece: list[HeardWord] = []
    for word in words:
        letters = sum(len(one.text) + 1 for one in piece)
        is_full = piece and (
            word.end_ms - piece[0].start_ms > LONGEST_MS or letters + len(word.text) > LONGEST_LETTERS
        )
        if is_full or (piece and piece[-1].text.endswith((".", "?", "!"))):
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece
