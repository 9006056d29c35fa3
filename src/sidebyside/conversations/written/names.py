"""Names shown as others: whole words only, with what hangs on them ("Kofi's"). No Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_S = re.compile(r"['’](?![^\W_])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``is_other`` where a pseudonym stands for a name."""

    text: str
    is_other: bool = False


def pieces(text: str, pseudonyms: Mapping[str, str]) -> list[Piece]:
    """``text`` in stretches, each name of ``pseudonyms`` in it replaced. A pseudonym is never replaced again."""
    pattern = _pattern(list(pseudonyms))
    if pattern is None:
        return [Piece(text)] if text else []
    known = {_plain(name): other for name, other in pseudonyms.items()}
    found: list[Piece] = []
    at = 0
    for name in pattern.finditer(text):
        if name.start() > at:
            found.append(Piece(text[at : name.start()]))
        other = known[_plain(name[0])]
        at = name.end()
        # "James' class" with James shown as Adam is "Adam's class".
        bare = _S.match(text, at)
        if bare and name[0].endswith(("s", "S")) and not other.endswith("s"):
            found.append(Piece(f"{other}{bare[0]}s", is_other=True))
            at = bare.end()
        else:
            found.append(Piece(other, is_other=True))
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def replaced(text: str, pseudonyms: Mapping[str, str]) -> str:
    return "".join(piece.text for piece in pieces(text, pseudonyms))


def _pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Longest first, so that "Mrs Okoro" is not taken for "Okoro". As written, or all in capitals."""
    spelled = {form for name in names if name.split() for form in (name, name.upper())}
    if not spelled:
        return None
    longest_first = sorted(spelled, key=lambda name: (-len(name), name))
    choices = "|".join(r"\s+".join(re.escape(part) for part in name.split()) for name in longest_first)
    return re.compile(rf"(?<![\w])(?:{choices})(?![\w])")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
