"""Whether a text still names somebody of the school: whole words, no Django."""

import re
import unicodedata
from collections.abc import Iterable

# Names that are ordinary words as well: these count only with a capital that begins no sentence. Without that a
# colleague called So or Long would keep every passage from every group; the page says that only the pair can tell.
ALSO_WORDS = frozenset(
    (
        *("art", "bill", "bob", "chase", "dawn", "dean", "drew", "faith", "frank", "grace", "grant", "guy"),
        *("hope", "jack", "joy", "june", "mark", "may", "miles", "pat", "ray", "rob", "rose", "sky", "sue"),
        *("summer", "will"),
        *(
            "a",
            "all",
            "am",
            "an",
            "and",
            "any",
            "are",
            "as",
            "at",
            "be",
            "best",
            "but",
            "by",
            "can",
            "do",
            "down",
        ),
        *(
            "for",
            "go",
            "good",
            "had",
            "has",
            "he",
            "her",
            "here",
            "him",
            "his",
            "how",
            "if",
            "in",
            "is",
            "it",
        ),
        *(
            "just",
            "la",
            "less",
            "like",
            "love",
            "me",
            "more",
            "much",
            "my",
            "new",
            "no",
            "not",
            "now",
            "of",
            "off",
        ),
        *(
            "oh",
            "old",
            "on",
            "one",
            "or",
            "our",
            "out",
            "own",
            "she",
            "so",
            "some",
            "than",
            "that",
            "the",
            "them",
        ),
        *(
            "then",
            "there",
            "they",
            "this",
            "to",
            "too",
            "up",
            "us",
            "was",
            "way",
            "we",
            "well",
            "were",
            "what",
        ),
        *(
            "when",
            "who",
            "why",
            "with",
            "yes",
            "yet",
            "you",
            "your",
            "early",
            "ever",
            "last",
            "major",
            "moody",
        ),
        *("black", "blue", "brown", "gold", "gray", "green", "grey", "silver", "white"),
        *(
            "big",
            "bright",
            "broad",
            "close",
            "cross",
            "dear",
            "fair",
            "fine",
            "free",
            "gay",
            "hard",
            "high",
            "keen",
        ),
        *(
            "little",
            "long",
            "low",
            "noble",
            "power",
            "proud",
            "quick",
            "rich",
            "savage",
            "self",
            "sharp",
            "short",
        ),
        *("small", "smart", "still", "strong", "sweet", "swift", "thin", "true", "wild", "wise", "young"),
        *(
            "ball",
            "banks",
            "bell",
            "bird",
            "bishop",
            "bond",
            "book",
            "bridge",
            "brook",
            "bush",
            "cannon",
            "case",
        ),
        *(
            "castle",
            "church",
            "coin",
            "corner",
            "crane",
            "day",
            "field",
            "fields",
            "flower",
            "flowers",
            "ford",
        ),
        *(
            "forest",
            "fox",
            "frost",
            "garden",
            "gates",
            "hall",
            "hand",
            "hands",
            "head",
            "heath",
            "hill",
            "hills",
        ),
        *("house", "judge", "key", "king", "knight", "lake", "lamb", "lane", "light", "lord", "marsh"),
        *("moon", "moor", "north", "page", "paper", "park", "parks", "penny", "pool", "pope", "post"),
        *("price", "prince", "queen", "rivers", "rock", "salt", "school", "south", "spring", "star", "stone"),
        *("street", "temple", "thorn", "tree", "wall", "water", "waters", "weeks", "west", "east", "winter"),
        *(
            "wood",
            "woods",
            "word",
            "world",
            "baker",
            "carpenter",
            "cook",
            "farmer",
            "fisher",
            "hunter",
            "mason",
        ),
        *("shepherd", "singer", "tailor", "turner", "writer", "cope", "cover", "cut", "drake"),
        *("draw", "hope", "hunt", "look", "pace", "pass", "pay", "read", "rush", "say", "speed", "stand"),
        *("start", "teller", "walk", "wells", "wish", "work"),
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
    return not before or before[-1] in '.!?:…–—-(“"‘\n' or text[:at].endswith("\n")
