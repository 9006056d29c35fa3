"""How strongly neighbouring turns' codes are tied, counted in conversations."""

from collections.abc import Sequence

import numpy as np

from sidebyside.core.talk.ties import groups, states_of

from .samples import Talk, aim_of

# Powers of the mutual information, chosen on writers left out: at 1 turns would lean on each other twice over,
# since the second look has seen its neighbours already.
POWERS = {"function": 0.3, "scale": 0.35, "time": 0.3, "stimulus": 0.5}
# Added to each count, so that a pair of values that was never seen is rare and not impossible.
EASE = 1.0


def ties_of(talks: Sequence[Talk]) -> np.ndarray:
    """States x states; 0 between states of different groups."""
    sums: np.ndarray | float = 0.0
    for talk in talks:
        if talk.manner == "written":
            states = _coded(talk)
            sums = sums + states[:-1].T @ states[1:]
    counts = np.asarray(sums)
    made = np.zeros_like(counts)
    for group in groups():
        joint = counts[group.states, group.states] + EASE
        chance = np.outer(joint.sum(axis=1), joint.sum(axis=0)) / joint.sum()
        made[group.states, group.states] = (joint / chance) ** POWERS[group.name]
    return made


def _coded(talk: Talk) -> np.ndarray:
    """Turns x states, 1 for what each turn is coded as: of several functions the main one."""
    right = states_of(aim_of(talk).right)
    for group in groups():
        part = right[:, group.states]
        part[:] = part == part.max(axis=1, keepdims=True)
    return right
