"""The attack on the pairing: a co-ordinator who knows all that is shown and who asks for everything that can be asked.

Two worlds differ in one secret. Nothing that can be asked for freely (previews, reasons) may tell them apart at all.
A round must be told apart by nobody for certain: its odds in the two worlds, counted out over every chance there is,
stay within what docs/adr/0029 says.
"""

import inspect
import random
from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest

from sidebyside.core import matching
from sidebyside.core.matching import (
    Chance,
    Drawn,
    Known,
    Secrets,
    Shown,
    Weights,
    as_said,
    chance_for,
    draw,
    preview,
    reasons,
)
from sidebyside.core.matching.chance import APART, JITTER, TURNS, UNHEARD, Turn, odds
from sidebyside.core.matching.weights import DEFAULT, TWO_SIDED

NAMES = ("ana", "ben", "cleo", "idris")
GROUP = [
    Shown(name, rank=place % 3, experience=place, subject="ab"[place % 2]) for place, name in enumerate(NAMES)
]
TWOS = [frozenset(both) for both in combinations(NAMES, 2)]
PAIR = frozenset(("ana", "ben"))
WISHED_BY_BEN = {"ben": frozenset(["ana"])}
NOTHING = Secrets(wishes=WISHED_BY_BEN)
WORLDS = {
    "neither": NOTHING,
    "a veto": Secrets(wishes=WISHED_BY_BEN, vetoes={"ana": frozenset(["ben"])}),
    "a wish": Secrets(wishes=WISHED_BY_BEN | {"ana": frozenset(["ben"])}),
}


@pytest.mark.parametrize("asked", [preview, reasons])
def test_what_can_be_asked_for_freely_is_given_no_secret(asked: object) -> None:
    """Not a matter of care: there is no way in for one."""
    assert callable(asked)
    taken = set(inspect.signature(asked).parameters)
    assert taken <= {"people", "one", "other", "known", "weights", "trios"}
    source = inspect.getsource(inspect.getmodule(asked) or matching)
    assert "Secrets" not in source
    assert "drawing" not in source


def test_a_person_as_shown_has_no_place_for_a_secret() -> None:
    assert set(Shown.__dataclass_fields__) == {
        *("key", "subject", "phase", "site", "experience", "rank", "focus", "interests"),
    }
    assert set(Known.__dataclass_fields__) == {"never", "together", "free"}


def _every_weighting() -> list[Weights]:
    """Each weight at each of its ends and in the middle, one and two at a time, and some at random."""
    ends = {name: (-4, 0, 4) if name in TWO_SIDED else (0, 2, 4) for name in DEFAULT}
    ones = [{name: value} for name in DEFAULT for value in ends[name]]
    twos = [a | b for a, b in combinations(ones, 2) if a.keys() != b.keys()]
    some = random.Random(6)
    mixed = [{name: some.choice(ends[name]) for name in DEFAULT} for _ in range(100)]
    return [Weights(said) for said in (*ones, *twos, *mixed)]


def test_the_weight_of_wishes_moves_no_preview() -> None:
    """Else a slider would ask what was wished."""
    for weights in _every_weighting():
        silent = Weights(dict(weights) | {"wishes": 0})
        assert preview(GROUP, Known(), weights, trios=True) == preview(GROUP, Known(), silent, trios=True)


def _chances(jitter: dict[frozenset[str], int]) -> list[tuple[Chance, Fraction]]:
    """Every turn of every pair, each with how likely it is. A pair without a wish has no use for an unheard one."""
    likely = odds(len(GROUP))
    plain = {turn: share for turn, share in likely.items() if turn is not Turn.UNHEARD}
    plain[Turn.AS_WRITTEN] += likely[Turn.UNHEARD]
    found = []
    for turns in product(*(likely.items() if both == PAIR else plain.items() for both in TWOS)):
        share = Fraction(1)
        for _turn, one in turns:
            share *= one
        found.append(
            (
                as_said(NAMES, {both: turn for both, (turn, _one) in zip(TWOS, turns, strict=True)}, jitter),
                share,
            )
        )
    return found


@cache
def _outcomes(world: str) -> dict[Drawn, Fraction]:
    found: dict[Drawn, Fraction] = defaultdict(Fraction)
    for chance, share in _chances(JITTER_OF_ONE_ROUND):
        found[draw(GROUP, Known(), Weights(), WORLDS[world], chance, trios=False)] += share
    assert sum(found.values()) == 1
    return found


# Of all points that chance may add, one set; what is said holds for each by itself, and so for their mixture.
JITTER_OF_ONE_ROUND = {both: place * 5 % (JITTER + 1) for place, both in enumerate(TWOS)}


def test_a_round_never_proves_a_veto() -> None:
    """Whatever comes out where Ana vetoed Ben comes out where she did not, at least a fifth as often."""
    without, vetoed = _outcomes("neither"), _outcomes("a veto")
    for outcome, share in vetoed.items():
        assert without[outcome] >= APART * share
    # And a round in which the two are no pair is no less likely with the veto: it proves no absence of one.
    for outcome, share in without.items():
        if not any(set(group) == PAIR for group in outcome.groups):
            assert vetoed[outcome] >= share


def test_a_round_never_proves_a_wish_nor_that_there_is_none() -> None:
    likely = odds(len(GROUP))
    without, wished = _outcomes("neither"), _outcomes("a wish")
    assert without.keys() == wished.keys()
    for outcome, share in wished.items():
        assert (
            without[outcome] * (likely[Turn.WISHED] + likely[Turn.AS_WRITTEN]) >= likely[Turn.WISHED] * share
        )
        assert share * (UNHEARD + likely[Turn.AS_WRITTEN]) >= UNHEARD * without[outcome]


def test_a_wish_that_is_not_returned_changes_no_round_at_all() -> None:
    """What one person writes alone can be tried out on nobody."""
    nobody = Secrets()
    for number in range(200):
        chance = chance_for(NAMES, number.to_bytes(32), number)
        for weights in (Weights(), Weights({"wishes": 0})):
            drawn = [draw(GROUP, Known(), weights, one, chance, trios=True) for one in (NOTHING, nobody)]
            assert drawn[0] == drawn[1]


def test_where_a_pair_comes_from_cannot_be_told_by_its_reasons() -> None:
    """The same two, made by a wish, by chance or by facts, have the same reasons."""
    one, other = GROUP[:2]
    told = {
        str(reasons(one, other, Known(), Weights()))
        for secrets in WORLDS.values()
        if draw(GROUP, Known(), Weights(), secrets, as_said(NAMES), trios=False) is not None
    }
    assert len(told) == 1


def test_chance_does_what_it_says() -> None:
    names = [f"p{number:02}" for number in range(60)]
    chance = chance_for(names, bytes(32), 29)
    below = np.tril_indices(len(names), -1)
    drawn = chance.turns[below]
    assert (chance.turns == chance.turns.T).all()
    share = {turn: float((drawn == TURNS.index(turn)).mean()) for turn in Turn}
    for turn, likely in odds(len(names)).items():
        assert abs(share[turn] - float(likely)) < 0.04, turn
    assert set(chance.jitter[below].tolist()) == set(range(JITTER + 1))
    assert 2 <= len(chance.forgotten) <= 25
    assert (chance_for(names, bytes(31) + b"1", 29).turns != chance.turns).any()
    assert sum(odds(2).values()) == sum(odds(500).values()) == 1


def test_returned_wishes_are_still_mostly_heard() -> None:
    """All the chance must leave some sense in writing down whom one would like."""
    people = [Shown(f"p{number:02}", rank=number % 4, experience=number % 5) for number in range(20)]
    wishes = {f"p{at:02}": frozenset([f"p{at ^ 1:02}"]) for at in range(20)}
    met = 0
    for bits in range(40):
        made = draw(
            people,
            Known(),
            Weights(),
            Secrets(wishes=wishes),
            chance_for([p.key for p in people], bits.to_bytes(32), bits),
            trios=False,
        )
        met += sum(group[1] in wishes[group[0]] for group in made.groups)
    assert met / 400 > 0.35


def test_rounds_in_a_row_tell_no_more_of_a_veto_than_one() -> None:
    """Everybody else is ruled out, and the same two are asked about again and again: chance does not wear off."""
    two = ("ana", "ben")
    never = 0
    for seed in range(400):
        lasting = seed.to_bytes(32)
        made = [
            draw(GROUP[:2], Known(), Weights(), NOTHING, chance_for(two, lasting, bits), trios=False).groups
            for bits in range(4)
        ]
        assert len(set(made)) == 1
        never += not made[0]
    # As often as chance says, those without any veto look just like those with one.
    assert 0.15 < never / 400 < 0.25


def test_a_turn_is_the_two_peoples_own_whoever_else_is_there() -> None:
    names = [f"p{number}" for number in range(9)]
    whole, part = chance_for(names, bytes(32), 1), chance_for(names[3:], bytes(32), 2)
    apart = TURNS.index(Turn.APART)
    assert ((whole.among(part.keys).turns == apart) == (part.turns == apart)).all()
