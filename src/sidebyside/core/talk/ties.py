"""Turns hang together: what one is said to be leans a little on the turns before and behind it.

A linear chain (Lafferty, McCallum and Pereira 2001) over the chances of the second look. Two neighbours' values
are tied by how much more often they stand side by side than chance would have it (pointwise mutual information, Church
and Hanks 1990), tempered by a power that was chosen on writers left out; the chances of each turn come from
passing along the chain in both directions (forward-backward, Rabiner 1989).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from .features import Floats
from .heads import HEADS

# Heads whose values come in runs or answer each other. A value of `stimulus` is there or not, by itself.
CHAINED = ("function", "scale", "time", "stimulus")


@dataclass(frozen=True, slots=True)
class Group:
    """States that exclude each other: all values of a head, or "not there" and "there" of one value."""

    name: str
    columns: slice
    states: slice

    @property
    def yes_or_no(self) -> bool:
        return bool(self.columns.stop - self.columns.start == 1)


@cache
def groups() -> tuple[Group, ...]:
    made: list[Group] = []
    at = 0
    for name in CHAINED:
        head = HEADS[name]
        spans = (
            [head.columns]
            if head.one
            else [slice(one, one + 1) for one in range(*head.columns.indices(10**6))]
        )
        for columns in spans:
            size = max(2, columns.stop - columns.start)
            made.append(Group(name, columns, slice(at, at + size)))
            at += size
    return tuple(made)


def states_of(chances: Floats) -> Floats:
    """Turns x states, from turns x COLUMNS."""
    parts = []
    for group in groups():
        part = chances[:, group.columns]
        parts.append(np.concatenate([1 - part, part], axis=1) if group.yes_or_no else part)
    return np.concatenate(parts, axis=1)


def leaned(chances: Floats, ties: Floats) -> Floats:
    """The turns of one talk, in order, each leaning on its neighbours. `ties`: states x states, 0 across groups."""
    own = np.maximum(states_of(chances).astype(np.float64), 1e-9)
    both = own * _passed(own, ties) * _passed(own[::-1], ties.T)[::-1]
    made = chances.copy()
    for group in groups():
        part = both[:, group.states] / both[:, group.states].sum(axis=1, keepdims=True)
        made[:, group.columns] = part[:, 1:] if group.yes_or_no else part
    return made


def _passed(own: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """What the turns before each have to say of it: turns x states, each group summing to 1."""
    firsts = [group.states.start for group in groups()]
    sizes = [group.states.stop - group.states.start for group in groups()]
    of_group = np.repeat(np.arange(len(sizes)), sizes)
    ties = ties.astype(np.float64)
    made = np.empty_like(own)
    said = 1.0 / np.array(sizes)[of_group]
    for at in range(len(own)):
        made[at] = said
        said = (said * own[at]) @ ties
        said /= np.add.reduceat(said, firsts)[of_group]
    return made
