"""Whether a text still names somebody of the school: whole words, no Django."""

import re
import unicodedata
from collections.abc import Iterable

# First names that are ordinary words as well: these count only with a capital that begins no sentence.
ALSO_WORDS = frozenset(
    (
        *("art", "bill", "bob", "chase", "dawn", "dean", "drew", "faith", "frank", "grace", "grant", "guy"),
        *("hope", "jack", "joy", "june", "mark", "may", "miles", "pat", "ray", "rob", "rose", "sky", "sue"),
        *("summer", "will"),
    )
)
SHORTEST = 2


def still_named(text: str, people: Iterable[str]) -> list[str]:
    """Those parts of the people's names that stand in the text, in the order of the alphabet."""
    text = unicodedata.normalize("NFC", text)
    parts = {part for name in people for part in _parts(name)}
    return sorted(part for part in parts if _stands_in(part, text))


def _parts(name: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", unicodedata.normalize("NFC", name))
    return [
        word for word in words if len(word) >= SHORTEST and word.casefold() not in {"mr", "mrs", "ms", "dr"}
    ]


def _stands_in(part: str, text: str) -> bool:
    pattern = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)", re.IGNORECASE)
    found = list(pattern.finditer(text))
    if part.casefold() not in ALSO_WORDS:
        return bool(found)
    return any(one[0][0].isupper() and not _begins_a_sentence(text, one.start()) for one in found)


def _begins_a_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in '.!?:\n“"' or text[:at].endswith("\n")
