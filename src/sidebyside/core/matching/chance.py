"""The chance in a round, so that no pair that is made, or not made, proves what somebody wrote in private.

For each two people, whatever they wrote: one time in five they are kept apart as if one had asked for it; one time in
five their wishes are not heard; and now and then (for every other person, about) they count as if they had wished for
each other. A turn lasts: it is the same in every round of a group. docs/adr/0029 says what that proves, and
tests/core/matching/test_secrets.py counts it out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sidebyside.core.matching.people import Pair

APART = UNHEARD = Fraction(1, 5)
MOST_WISHED = Fraction(1, 5)
# Points that are added to every pair, 0 to this: as much as one feature at weight 1.
JITTER = 11


class Turn(StrEnum):
    AS_WRITTEN = "as written"
    APART = "kept apart"
    UNHEARD = "wishes not heard"
    WISHED = "as if wished for"


TURNS = tuple(Turn)


def odds(people: int) -> dict[Turn, Fraction]:
    """The chance of each turn for one pair in a group of so many people."""
    wished = min(MOST_WISHED, Fraction(1, 2 * max(1, people - 1)))
    rest = 1 - APART - UNHEARD - wished
    return {Turn.APART: APART, Turn.UNHEARD: UNHEARD, Turn.WISHED: wished, Turn.AS_WRITTEN: rest}


@dataclass(frozen=True, eq=False)
class Chance:
    """What chance has settled for a round: for everybody with everybody, in the order of ``keys``, a turn (its place
    in TURNS) and points. ``forgotten``: people whose kept focus does not weigh this time."""

    keys: tuple[str, ...]
    turns: NDArray[np.int64]
    jitter: NDArray[np.int64]
    forgotten: frozenset[str] = frozenset()

    def among(self, keys: Sequence[str]) -> "Chance":
        """For some of them only. Raises KeyError for somebody who was not there."""
        at = {key: place for place, key in enumerate(self.keys)}
        grid = np.ix_([at[key] for key in keys], [at[key] for key in keys])
        return Chance(tuple(keys), self.turns[grid], self.jitter[grid], self.forgotten)


def chance_for(keys: Iterable[str], lasting: bytes, bits: int) -> Chance:
    """``lasting``: 32 secret bytes of the group, from which each two people's turn follows, the same in every round.
    Were it drawn anew each time, some rounds in a row would tell a veto from chance.

    ``bits`` from ``secrets.randbits(256)``, and let go of, for the rest.
    """
    group, numbers = tuple(sorted(keys)), np.random.default_rng(bits)
    size = len(group)
    likely, edge, edges = odds(size), 0.0, []
    for turn in TURNS[1:]:
        edge += float(likely[turn])
        edges.append(edge)
    turns = np.zeros((size, size), dtype=np.int64)
    # Below the last edge, the turn whose stretch it falls in; above it, as written.
    turns[np.tril_indices(size, -1)] = (
        np.searchsorted(edges, _lots(group, lasting), side="right") + 1
    ) % len(TURNS)
    jitter = numbers.integers(0, JITTER, size=(size, size), endpoint=True)
    alone = numbers.random(size).tolist()
    return Chance(
        group,
        _both_ways(turns),
        _both_ways(jitter),
        frozenset(key for key, drawn in zip(group, alone, strict=True) if drawn < UNHEARD),
    )


def _lots(group: Sequence[str], lasting: bytes) -> NDArray[np.float64]:
    """A number from 0 to 1 for each two, row by row below the diagonal: it follows from the two alone."""
    names = [key.encode() for key in group]
    drawn = b"".join(
        blake2b(names[other] + b"\0" + name, digest_size=8, key=lasting).digest()
        for place, name in enumerate(names)
        for other in range(place)
    )
    return np.frombuffer(drawn, dtype=">u8").astype(np.float64) / 2.0**64


def as_said(
    keys: Iterable[str], turns: Mapping[Pair, Turn] | None = None, jitter: Mapping[Pair, int] | None = None
) -> Chance:
    """Chance that is said and not drawn, for trying out; pairs that are not named go as written."""
    group = tuple(sorted(keys))
    places = {key: place for place, key in enumerate(group)}
    found = Chance(group, np.zeros((len(group),) * 2, np.int64), np.zeros((len(group),) * 2, np.int64))
    for table, said in ((found.turns, turns or {}), (found.jitter, jitter or {})):
        for (one, other), value in said.items():
            at, with_ = places[one], places[other]
            table[at, with_] = table[with_, at] = TURNS.index(value) if isinstance(value, Turn) else value
    return found


def _both_ways(table: NDArray[np.int64]) -> NDArray[np.int64]:
    lower = np.tril(table, -1)
    found: NDArray[np.int64] = lower + lower.T
    return found
