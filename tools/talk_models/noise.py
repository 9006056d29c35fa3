"""Copies of a turn as other hands would write it: without punctuation, or as a recogniser hears it."""

import random
import re

_FILLERS = ("um", "uh", "er", "erm", "you know", "i mean", "like", "sort of")
_SWALLOWED = frozenset(
    ("a", "the", "of", "to", "and", "is", "it", "that", "i", "in", "was", "er", "erm", "um", "uh")
)
_HEARD_AS = {
    "their": "there", "there": "their", "they're": "there", "your": "you're", "you're": "your", "its": "it's",
    "it's": "its", "than": "then", "then": "than", "were": "where", "where": "were", "we're": "were", "to": "too",
    "too": "to", "hear": "here", "here": "hear", "right": "write", "who's": "whose", "whose": "who's", "our": "are",
    "know": "no", "and": "an", "in": "and", "an": "and", "this": "the", "a": "the", "them": "him", "him": "them",
    "had": "have", "have": "had", "could": "can", "can": "could", "i'd": "i", "i've": "i", "we'd": "we",
}  # fmt: skip
_WRITTEN = re.compile(r"[^\W_]+(?:['’:][^\W_]+)*")


def bare(text: str) -> str:
    """Lower case, no punctuation but apostrophes."""
    return " ".join(_WRITTEN.findall(text.lower().replace("’", "'")))


def heard(text: str, chance: random.Random, wrong: float = 0.05, hesitant: float = 0.05) -> str:
    """As a recogniser writes it: some small words lost or taken for another, some hesitation kept."""
    made: list[str] = []
    for word in bare(text).split():
        dice = chance.random()
        if dice < hesitant:
            made.append(chance.choice(_FILLERS))
        if word in _SWALLOWED and chance.random() < wrong * 1.5:
            continue
        if word in _HEARD_AS and chance.random() < wrong:
            word = _HEARD_AS[word]
        made.append(word)
        if chance.random() < hesitant / 3:
            made.append(word)
    return " ".join(made) or bare(text)
