"""How much turns share: rare words count more, and words that the table lacks (names among them) nothing."""

from collections.abc import Mapping, Sequence

import numpy as np

from .features import Floats, Heard

# Words rarer than this say what a talk is about: their weight is the logarithm of how many turns there are to one.
CONTENT = 4.0
# How many turns before and after a place are compared.
WINDOW = 5
# A turn of few words shares all of them easily; this much is added to what could have been shared.
EASE = 6.0


def weighed(heard: Sequence[Heard], rarity: Mapping[str, float]) -> list[dict[str, float]]:
    return [{word: rarity[word] for word in turn.words if word in rarity} for turn in heard]


def likeness(heard: Sequence[Heard], rarity: Mapping[str, float]) -> Floats:
    """Turns x 3, each 0 to 1: like the turn before, like the turns before, what follows like what came before."""
    bags = weighed(heard, rarity)
    made = np.zeros((len(bags), 3), np.float32)
    for at in range(1, len(bags)):
        before = _union(bags[max(0, at - WINDOW) : at])
        made[at, 0] = shared(bags[at], bags[at - 1])
        made[at, 1] = shared(bags[at], before)
        made[at, 2] = shared(_union(bags[at : at + WINDOW]), before)
    return made


def _union(bags: Sequence[dict[str, float]]) -> dict[str, float]:
    made: dict[str, float] = {}
    for bag in bags:
        made.update({word: weight for word, weight in bag.items() if weight > CONTENT})
    return made


def shared(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    """Weight of what both have / weight of the smaller of the two, eased."""
    common = sum(weight for word, weight in one.items() if word in two)
    return common / (EASE + min(sum(one.values()), sum(two.values())))
