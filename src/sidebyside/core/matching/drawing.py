"""The pairs of one round, from what people show, what they wrote in private, and chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sidebyside.core.matching.arranging import arrange
from sidebyside.core.matching.chance import TURNS, Chance, Turn
from sidebyside.core.matching.people import Known, Shown, checked, words_of
from sidebyside.core.matching.weights import HALF, NEVER, WISH, Weights, Worth, shared_words, worth_by_facts


@dataclass(frozen=True)
class Secrets:
    """What people wrote for nobody's eyes: whom they would like, whom not, a focus that they keep, who sits it out."""

    wishes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    vetoes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    focuses: Mapping[str, str] = field(default_factory=dict)
    resting: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drawn:
    """``without`` are those in no group, in one list whatever the cause."""

    groups: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]


def draw(
    people: Iterable[Shown], known: Known, weights: Weights, secrets: Secrets, chance: Chance, *, trios: bool
) -> Drawn:
    """Those who have a partner already are simply not among ``people``: only the rest is matched.

    Two whom either asked not to be put together never are, whatever chance says.
    """
    group = checked(people)
    present = [one for one in group if one.key not in secrets.resting]
    keys = [one.key for one in present]
    here = chance.among(keys)
    worth = worth_by_facts(present, known, weights)
    silent = here.jitter + weights["focus"] * _kept_focus(present, secrets, chance)
    silent += weights["wishes"] * WISH * _wished(keys, secrets, here)
    apart = (worth == NEVER) | (here.turns == TURNS.index(Turn.APART)) | _vetoed(keys, secrets)
    groups = arrange(keys, np.where(apart, NEVER, worth + silent), trios=trios)
    placed = {key for made in groups for key in made}
    return Drawn(tuple(groups), tuple(one.key for one in group if one.key not in placed))


def _named(keys: Sequence[str], lists: Mapping[str, frozenset[str]]) -> Worth:
    """1 in the row of whoever named somebody, in the column of whom they named."""
    places = {key: place for place, key in enumerate(keys)}
    found = np.zeros((len(keys), len(keys)), dtype=np.int64)
    for key, others in lists.items():
        if key in places:
            found[places[key], [places[other] for other in others if other in places]] = 1
    return found


def _vetoed(keys: Sequence[str], secrets: Secrets) -> NDArray[np.bool_]:
    named = _named(keys, secrets.vetoes)
    found: NDArray[np.bool_] = (named + named.T) > 0
    return found


def _wished(keys: Sequence[str], secrets: Secrets, chance: Chance) -> Worth:
    """A wish counts only where it is returned: nobody is put with somebody who did not ask for it."""
    named = _named(keys, secrets.wishes)
    heard = named * named.T * (chance.turns == TURNS.index(Turn.AS_WRITTEN))
    found: Worth = np.maximum(heard, chance.turns == TURNS.index(Turn.WISHED))
    return found


def _kept_focus(present: Sequence[Shown], secrets: Secrets, chance: Chance) -> Worth:
    """What focuses weigh that are kept, each with what the others show or keep: half of a published one at most."""
    kept = [
        words_of("" if one.key in chance.forgotten else secrets.focuses.get(one.key, "")) for one in present
    ]
    others = [mine | one.focus_words | one.interest_words for mine, one in zip(kept, present, strict=True)]
    found = shared_words(kept, others)
    return np.minimum(HALF, np.maximum(found, found.T))
