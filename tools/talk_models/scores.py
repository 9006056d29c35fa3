"""F1, kappa and confusion, in numpy: the tests measure without what only fitting needs.

F1 as usual: 2 tp / (2 tp + fp + fn), 0 where there is nothing to find and nothing found. Kappa: Cohen (1960).
"""

from collections.abc import Sequence

import numpy as np


def f1(gold: Sequence[object], found: Sequence[object]) -> float:
    """Of two rows of true and false."""
    one, two = np.array(gold, bool), np.array(found, bool)
    whole = int(one.sum() + two.sum())
    return 2 * int((one & two).sum()) / whole if whole else 0.0


def f1s[V](gold: Sequence[object], found: Sequence[object], values: Sequence[V]) -> dict[V, float]:
    return {value: f1([one == value for one in gold], [one == value for one in found]) for value in values}


def kappa(gold: Sequence[object], found: Sequence[object]) -> float:
    size = len(gold)
    seen = sum(one == two for one, two in zip(gold, found, strict=True)) / size
    values = set(gold)
    chance = (
        sum(sum(one == value for one in gold) * sum(two == value for two in found) for value in values)
        / size**2
    )
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def confusion(gold: Sequence[object], found: Sequence[object], values: Sequence[object]) -> list[list[int]]:
    """Rows are the codes, columns the suggestions."""
    places = {value: at for at, value in enumerate(values)}
    made = [[0] * len(values) for _ in values]
    for one, two in zip(gold, found, strict=True):
        if one in places and two in places:
            made[places[one]][places[two]] += 1
    return made
