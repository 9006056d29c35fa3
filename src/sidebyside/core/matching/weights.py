"""How much each thing weighs, and what one pair is worth by it. Whole numbers throughout, so that sums are exact."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.core.matching.people import EXPERIENCE_BANDS, RANK_BANDS, Known, Pair, Shown

# Row and column: two people, in the order of their group.
Worth = NDArray[np.int64]
NEVER = -1
MOST = 4
# Points of one feature, before its weight.
FULL, HALF = 12, 6
# A wish that both have is worth two features.
WISH = 24
WEIGHTS = ("wishes", "focus", "rank", "experience", "subject", "place", "free", "together")
# Below nought these ask for likeness, above it for difference; of ``together``, for old pairs or new ones.
TWO_SIDED = frozenset({"experience", "subject", "place", "together"})
DEFAULT: Mapping[str, int] = {
    "wishes": 4,
    "focus": 2,
    "rank": 3,
    "experience": 1,
    "subject": 1,
    "place": -1,
    "free": 2,
    "together": 1,
}


class Weights(dict[str, int]):
    """One whole number a name of WEIGHTS: 0 to 4, and -4 to 4 where it is two-sided. What is not said is as usual.

    Raises ValueError for another name or number.
    """

    def __init__(self, said: Mapping[str, int] = {}) -> None:
        super().__init__(DEFAULT)
        for name, value in said.items():
            if name not in DEFAULT:
                raise ValueError(f"There is no weight {name}.")
            lowest = -MOST if name in TWO_SIDED else 0
            if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= MOST:
                raise ValueError(f"{name} is a whole number from {lowest} to {MOST}, not {value!r}.")
            self[name] = value


def worth_by_facts(group: Sequence[Shown], known: Known, weights: Weights) -> Worth:
    """What each pair is worth by what is shown: whole numbers from 0, and NEVER where two may not be a pair."""
    size = len(group)
    found = np.zeros((size, size), dtype=np.int64)
    for name, value in _features(group, known).items():
        weight = weights[name]
        found += weight * value if weight >= 0 else -weight * (FULL - value)
    places = {one.key: place for place, one in enumerate(group)}
    _set(found, places, dict.fromkeys(known.never, NEVER))
    np.fill_diagonal(found, NEVER)
    return found


def _features(group: Sequence[Shown], known: Known) -> dict[str, Worth]:
    """Points from 0 to FULL for each weight but wishes; half where one of the two shows nothing."""
    size, places = len(group), {one.key: place for place, one in enumerate(group)}
    free = np.full((size, size), HALF, dtype=np.int64)
    _set(free, places, {both: min(2 * count, FULL) for both, count in known.free.items()})
    new = np.full((size, size), FULL, dtype=np.int64)
    _set(new, places, dict.fromkeys(known.together, 0))
    rank = _apart([one.rank for one in group])
    experience = _apart([one.experience for one in group])
    return {
        "focus": _focus(group),
        "rank": np.where(rank < 0, HALF, FULL - FULL // (RANK_BANDS - 1) * rank),
        "experience": np.where(experience < 0, HALF, FULL // (EXPERIENCE_BANDS - 1) * experience),
        "subject": _different([one.subject for one in group]),
        "place": (_different([one.phase for one in group]) + _different([one.site for one in group])) // 2,
        "free": free,
        "together": new,
    }


def _set(table: Worth, places: Mapping[str, int], values: Mapping[Pair, int]) -> None:
    for both, value in values.items():
        if both <= places.keys():
            one, other = (places[key] for key in both)
            table[one, other] = table[other, one] = value


def focus_points(one: frozenset[str], other: frozenset[str]) -> int:
    return min(FULL, HALF * len(one & other))


def _focus(group: Sequence[Shown]) -> Worth:
    """Shared, or one's focus the other's interest; an interest that both have is half of that."""
    focus = shared_words([one.focus_words for one in group], [one.focus_words for one in group])
    meets = shared_words([one.focus_words for one in group], [one.interest_words for one in group])
    interest = shared_words([one.interest_words for one in group], [one.interest_words for one in group])
    return np.maximum(np.maximum(focus, np.maximum(meets, meets.T)), interest // 2)


def shared_words(ones: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> Worth:
    """``focus_points`` of everybody with everybody."""
    numbers = {word: number for number, word in enumerate(sorted(frozenset().union(*ones, *others)))}
    tables = []
    for sets in (ones, others):
        table = np.zeros((len(sets), max(1, len(numbers))), dtype=np.int64)
        for place, words in enumerate(sets):
            table[place, [numbers[word] for word in words]] = 1
        tables.append(table)
    found: Worth = np.minimum(FULL, HALF * (tables[0] @ tables[1].T))
    return found


def _apart(values: Sequence[int | None]) -> Worth:
    """How far apart two bands are; below nought where one of them is not shown."""
    known = np.array([-1 if value is None else value for value in values], dtype=np.int64)
    far = np.abs(known[:, None] - known[None, :])
    return np.where((known[:, None] < 0) | (known[None, :] < 0), -1, far)


def _different(values: Sequence[str]) -> Worth:
    same = [value.strip().casefold() for value in values]
    numbers = {word: number for number, word in enumerate(sorted(set(same)))}
    table = np.array([numbers[word] if word else -1 for word in same], dtype=np.int64)
    differ = np.where(table[:, None] == table[None, :], 0, FULL)
    return np.where((table[:, None] < 0) | (table[None, :] < 0), HALF, differ)
