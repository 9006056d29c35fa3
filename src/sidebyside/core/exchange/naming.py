"""Who a line says is speaking: "Ana: Hello." A colon alone is no proof, so a file's lines are judged together."""

import re
from collections import Counter
from collections.abc import Iterable

from .shapes import tidy

_LONGEST_NAME = 60
_MOST_WORDS_IN_NAME = 6
# A time ("10:30") and an address ("https://") have no name before their colon.
_LABEL = re.compile(
    rf"\s*(?P<name>[^\W_][^:：<>{{}}\[\]\n?!;]{{0,{_LONGEST_NAME - 1}}})[:：](?![\d/])(?P<rest>.*)", re.DOTALL
)
_SENTENCE_END = re.compile(r"\w{4,}[.,]\s|[.,]$")
_WORDS = re.compile(r"\w+")
_PARTICLES = frozenset(
    _WORDS.findall(
        """al and bin da das de del den der di do dos du e el en et ibn la le lo of op st ten ter un und van vom von
        y zu"""
    )
)
# Words with a colon that open a sentence or stand at the head of a page and are nobody's name.
_NOBODY = frozenset(
    _WORDS.findall(
        """agenda also and anyway attendees because but class date duration example file finally fine first focus
        hmm last length location meeting next no nb note notes now ok okay participants place present project ps
        purpose recording reminder right second so subject summary then third time title today tomorrow topic
        transcript well yes"""
    )
)


def labelled(text: str) -> tuple[str, str] | None:
    """What stands before the first colon and what follows it, if the first could be a name."""
    found = _LABEL.match(text[: _LONGEST_NAME + 40])
    if not found:
        return None
    name = tidy(found["name"])
    if not name or len(name.split()) > _MOST_WORDS_IN_NAME or _SENTENCE_END.search(name.replace("...", "")):
        return None
    return name, text[found.start("rest") :].strip()


def looks_like_name(name: str) -> bool:
    """Every word begins with a capital or holds a number, but for the small ones inside ("de", "van")."""
    words = name.replace("(", " ").replace(")", " ").split()
    if not words or len(words) > _MOST_WORDS_IN_NAME or len(name) > _LONGEST_NAME:
        return False
    if name.casefold() in _NOBODY or name[-1] in ".,?!;:":
        return False
    return not _is_small(words[0]) and all(_is_named(word) or word in _PARTICLES for word in words)


def _is_named(word: str) -> bool:
    first = word.lstrip("'’\"-")[:1]
    return (not _is_small(word) and bool(first)) or any(letter.isdigit() for letter in word)


def _is_small(word: str) -> bool:
    return word.lstrip("'’\"-")[:1].islower()


class Labels:
    """The names that a file's lines begin with. One seen once must look like a name; one seen again need not."""

    def __init__(self, lines: Iterable[str]) -> None:
        seen = Counter(found[0] for found in map(labelled, lines) if found)
        self._names = {name for name, times in seen.items() if self._is_speaker(name, times)}

    @staticmethod
    def _is_speaker(name: str, times: int) -> bool:
        if name.casefold() in _NOBODY:
            return False
        return looks_like_name(name) or (times >= 2 and len(name.split()) <= 3)

    def __bool__(self) -> bool:
        return bool(self._names)

    def part(self, line: str) -> tuple[str | None, str]:
        """The speaker, if the line names one, and what is said."""
        found = labelled(line)
        return found if found and found[0] in self._names else (None, line)
