"""Why a suggestion was made: what in the turn, and what around it, weighed most for the value that was chosen."""

import numpy as np
import numpy.typing as npt

from . import context, plain
from .features import Sparse
from .weights import Weights

MOST = 3
# Contributions in log-odds below this are not worth a word.
LEAST = 0.12
# What surrounds a turn is named where all of it weighs more than this.
AROUND = 0.5


class Reasons:
    """For the turns of one talk. The weights of a head are centred, so that a contribution speaks for one value."""

    def __init__(self, words: Sparse, around: npt.NDArray[np.float32], weights: Weights) -> None:
        self._words = words
        self._around = around
        self._weights = weights
        self._rows = np.repeat(np.arange(words.rows), np.diff(words.starts))

    def of(self, columns: npt.NDArray[np.int64]) -> list[tuple[str, ...]]:
        """For each turn the reasons for its column of the models, weightiest first; at most MOST."""
        parts = self._weights.own[self._words.indices, columns[self._rows]] * self._words.values
        chosen = np.flatnonzero(parts > LEAST)
        order = chosen[np.lexsort((-parts[chosen], self._rows[chosen]))]
        made: list[list[str]] = [[] for _ in range(self._words.rows)]
        families: list[set[str]] = [set() for _ in range(self._words.rows)]
        for row, index in zip(self._rows[order].tolist(), self._words.indices[order].tolist(), strict=True):
            if len(made[row]) < MOST:
                kind, _, text = self._weights.features[index].partition(":")
                said = _said(kind, text)
                of = plain.family(text) if kind == "f" else said
                if of not in families[row] and not any(said in other or other in said for other in made[row]):
                    made[row].append(said)
                    families[row].add(of)
        self._add_surroundings(columns, made)
        return [tuple(reasons) for reasons in made]

    def _add_surroundings(self, columns: npt.NDArray[np.int64], made: list[list[str]]) -> None:
        parts = self._around * self._weights.around[:, columns].T
        # What the first look made of the turn itself is no reason that one could hear.
        parts[:, context.itself()] = 0
        best = parts.argmax(axis=1)
        names = context.names()
        for row, column in enumerate(best.tolist()):
            if parts[row, column] >= AROUND or not made[row]:
                made[row] = [*made[row][: MOST - 1], names[column]]


def _said(kind: str, text: str) -> str:
    """A feature in plain words; what was said stands in quotation marks."""
    if kind in ("w", "b"):
        return f'"{joined(text)}"'
    if kind == "f":
        return plain.form(text)
    if kind in ("c", "cs", "ce", "c2", "lc"):
        return plain.cue(text)
    begins = {"s": "begins with", "e": "ends with", "q": "asks with", "l": "its last sentence begins with"}
    return f"{begins[kind]} “{joined(text)}”"


def joined(text: str) -> str:
    """Contractions as they are written: "i 'd" to "i'd"."""
    return text.replace(" '", "'").replace(" n't", "n't")
