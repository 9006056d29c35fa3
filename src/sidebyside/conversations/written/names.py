"""Names shown as others: whole words only, with what hangs on them ("Kofi's"). No Django."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_S = re.compile(r"['’](?![^\W_])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``is_other`` where a pseudonym stands for a name."""

    text: str
    is_other: bool = False


def pieces(text: str, pseudonyms: Mapping[str, str]) -> list[Piece]:
    """``text`` in stretches, each name of ``pseudonyms`` in it replaced. A pseudonym is never replaced again."""
    known = _forms(pseudonyms)
    if not known:
        return [Piece(text)] if text else []
    text = unicodedata.normalize("NFC", text)
    pattern = _pattern(known)
    found: list[Piece] = []
    at = 0
    for name in pattern.finditer(text):
        if name.start() > at:
            found.append(Piece(text[at : name.start()]))
        other = known[_spaced(name[0])]
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


def _forms(pseudonyms: Mapping[str, str]) -> dict[str, str]:
    """Each name as written and all in capitals. Not by casefold: "YILDIZ" folded is not "Yıldız" folded."""
    written = {_spaced(name): other for name, other in pseudonyms.items() if name.split()}
    return {_spaced(name.upper()): other for name, other in written.items()} | written


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Longest first, so that "Mrs Okoro" is not taken for "Okoro"."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    choices = "|".join(r"\s+".join(re.escape(part) for part in form.split()) for form in longest_first)
    return re.compile(rf"(?<![\w])(?:{choices})(?![\w])")


def _spaced(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())
