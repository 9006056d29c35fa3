"""How far the marks of each level are there in a run of turns, and which level that speaks for.

Each mark counts by the share of turns that show it and by whether it is there at all; how much each counts was
fitted on the written corpus. Without fitted weights all marks of a level count the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .codes import Level
from .features import Floats
from .marks import MARKS, Mark, Part, is_present

# A share of turns from which a mark counts in full.
FULL_SHARE = 0.5
FEATURES = 2 * len(MARKS) + 1
# Chances below this say the same.
_LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Shown:
    mark: Mark
    turns: tuple[int, ...]
    present: bool


def shown(part: Part) -> list[Shown]:
    size = len(part.turns)
    made = []
    for mark in MARKS:
        turns = tuple(mark.shown(part)) if size else ()
        made.append(Shown(mark, turns, bool(turns) and is_present(mark, turns, size)))
    return made


def features(found: Sequence[Shown], size: int) -> Floats:
    """FEATURES columns, 0 to 1: for each mark its share of turns, and whether it is present."""
    shares = [min(1.0, len(one.turns) / max(1, size) / FULL_SHARE) for one in found]
    return np.array([*shares, *(float(one.present) for one in found), 1.0], np.float32)


def hints_of(hints: Sequence[tuple[float, ...] | None]) -> Floats | None:
    """The logarithms of the mean chances of the four levels over some turns; None where there are no hints."""
    known = [one for one in hints if one is not None]
    if not known:
        return None
    made: Floats = np.log(np.maximum(np.mean(np.array(known, np.float32), axis=0), _LEAST))
    return made


def by_marks_alone(found: Sequence[Shown]) -> Floats:
    """Probabilities of the four levels: the highest of which most marks are there is likeliest. A rule of thumb."""
    parts = [[one.present for one in found if one.mark.level is level] for level in Level]
    shares = [sum(part) / len(part) for part in parts]
    best = max((at for at, share in enumerate(shares) if share >= 0.5), default=0)
    made = np.full(len(Level), 0.1, np.float32)
    made[best] = 0.7
    return made


def by_weights(found: Sequence[Shown], size: int, weights: Floats, hints: Floats | None = None) -> Floats:
    """`weights`: FEATURES x 4 of a multinomial logistic regression, with hints (FEATURES + 4) x 4."""
    columns = features(found, size)
    scores = (columns if hints is None else np.concatenate([columns, hints])) @ weights
    made: Floats = np.exp(scores - scores.max()).astype(np.float32)
    return made / made.sum()
