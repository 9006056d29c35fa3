"""The attack: everything that was ever published or held back, and one participant's own answer, against everybody.

Every way in which the people of some schools can have answered is gone through. All ways that lead to the same figures
(tenths, and which cells are hidden) are what an attacker cannot tell apart; that they know who was counted, how many
answered and how the rules work is taken for granted. With their own answer known to them, nobody else's may be the same
in all the ways that are left.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from sidebyside.core.figures import (
    Above,
    Frozen,
    Part,
    Row,
    Told,
    freeze,
    publish,
    publish_above,
    publish_across,
)

# A cell in one world: how many gave each answer. People in a cell are alike to the figures.
Counts = tuple[int, ...]
World = tuple[Counts, ...]


def ways(people: int, options: int) -> Iterator[Counts]:
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in ways(people - first, options - 1):
            yield (first, *rest)


def seen(world: World, periods: list[list[int]]) -> tuple[object, ...]:
    """All that is ever published of a world: each school and half-term, and the trust's term."""
    frozen = [Frozen(sum(counts), sum(counts) // 2, dict(enumerate(counts))) for counts in world]
    cells = [[frozen[place] for place in period] for period in periods]
    figures = [publish(one) for one in frozen] + [publish_above(cells).published]
    return tuple(None if one is None else tuple(one.tenths.items()) for one in figures)


def seen_across(world: World, schools: list[list[int]]) -> tuple[object, ...]:
    """Each school decides its cells and its term (of two half-terms), then the trust the same term, then each school
    a year that holds all that it has."""
    cells = [
        Frozen(sum(counts), sum(counts) // 2, dict(enumerate(counts)), name=str(place))
        for place, counts in enumerate(world)
    ]
    periods = [[[cells[place]] for place in school] for school in schools]
    told = [Told() for _school in schools]
    figures = [publish(one) for one in cells]
    figures += [publish_above(own[:2], of) for own, of in zip(periods, told, strict=True)]
    trust = publish_across([Part(own[:2], of) for own, of in zip(periods, told, strict=True)])
    for of in told:
        of.note(trust.told if trust else (), trust.shut if trust else ())
    figures += [trust, *(publish_above(own, of) for own, of in zip(periods, told, strict=True))]
    out = [one.published if isinstance(one, Above) else one for one in figures]
    return tuple(None if one is None else tuple(one.tenths.items()) for one in out)


def found_out(sizes: list[int], periods: list[list[int]], options: int) -> list[str]:
    """Who gives what away to whom, in words; empty where nobody does."""
    own = [[period[school] for period in periods] for school in range(len(periods[0]))]
    return found_out_by(lambda world: seen(world, periods), sizes, own, options)


def found_out_by(
    seen: Callable[[World], tuple[object, ...]], sizes: list[int], schools: list[list[int]], options: int
) -> list[str]:
    alike: dict[tuple[object, ...], list[World]] = defaultdict(list)
    for world in product(*(list(ways(size, options)) for size in sizes)):
        alike[seen(world)].append(world)
    told = []
    for figures, worlds in alike.items():
        for own_cells in schools:
            for own in product(range(options), repeat=len(own_cells)):
                mine = list(zip(own_cells, own, strict=True))
                left = [
                    _without(world, mine) for world in worlds if all(world[at][what] for at, what in mine)
                ]
                told += [f"{figures}: {who} is told" for who in _settled(left)] if left else []
    return told


def _without(world: World, mine: list[tuple[int, int]]) -> World:
    """What is still unknown to somebody of this school who gave these answers, one in each half-term."""
    return tuple(
        tuple(count - ((place, option) in mine) for option, count in enumerate(counts))
        for place, counts in enumerate(world)
    )


def _settled(worlds: list[World]) -> list[str]:
    """Cells in which everybody gives one and the same answer in every world that is left."""
    return [
        f"cell {place}"
        for place in range(len(worlds[0]))
        if sum(worlds[0][place])
        and (answers := {_one_answer(world[place]) for world in worlds})
        and len(answers) == 1
        if answers != {None}
    ]


def _one_answer(counts: Counts) -> int | None:
    given = [option for option, count in enumerate(counts) if count]
    return given[0] if len(given) == 1 else None


@pytest.mark.parametrize(
    ("sizes", "periods", "options"),
    [
        ([6], [[0]], 2),
        ([5, 6], [[0, 1]], 2),
        ([6, 6, 4], [[0, 1, 2]], 2),
        ([6, 3, 4], [[0, 1, 2]], 2),
        ([6, 1, 6], [[0, 1, 2]], 2),
        # Two half-terms, and the term over both.
        ([6, 4, 6, 4], [[0, 1], [2, 3]], 2),
        ([4, 4, 4, 4], [[0, 1], [2, 3]], 2),
        ([6, 2, 2, 2], [[0, 1, 2, 3]], 2),
        ([2, 2, 2], [[0, 1, 2]], 2),
        ([6, 6, 4, 4], [[0, 1, 2, 3]], 2),
        ([6, 8], [[0, 1]], 3),
        ([12, 2], [[0, 1]], 2),
        ([8, 5], [[0], [1]], 3),
    ],
)
def test_nobody_is_found_in_all_that_was_ever_published(
    sizes: list[int], periods: list[list[int]], options: int
) -> None:
    assert found_out(sizes, periods, options) == []


def test_the_attack_finds_somebody_where_the_larger_cell_does_not_give_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The test of the test: without the rule over the whole hierarchy, a hidden school is subtracted out."""
    from sidebyside.core import figures

    def careless(periods: list[list[Frozen]]) -> figures.Above:
        return figures.Above(figures.publish(figures.add_up(periods)))

    monkeypatch.setitem(globals(), "publish_above", careless)
    assert found_out([6, 6, 4], [[0, 1, 2]], 2)


def test_the_attack_finds_somebody_where_answers_of_one_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from sidebyside.core import figures

    monkeypatch.setattr(figures, "LEAST_ANSWERS_OF_OTHERS", 0)
    assert found_out([6], [[0]], 2)


# Each school's half-terms: two of the term, and what comes later.
ACROSS = [
    ([3, 3, 3], [[0], [1], [2]]),
    ([6, 3, 4], [[0], [1], [2]]),
    ([6, 6, 4], [[0], [1], [2]]),
    ([6, 6, 6], [[0], [1], [2]]),
    ([6, 4, 2, 1], [[0], [1], [2], [3]]),
    ([6, 6, 2, 3], [[0], [1], [2], [3]]),
    ([4, 3, 2, 3, 2], [[0, 1], [2, 3], [4]]),
    ([6, 3, 4, 3, 2], [[0, 1], [2, 3], [4]]),
    ([6, 2, 3, 4, 4], [[0, 1, 2], [3], [4]]),
]


@pytest.mark.parametrize(("sizes", "schools"), ACROSS)
def test_nobody_is_found_in_what_schools_and_their_trust_published(
    sizes: list[int], schools: list[list[int]]
) -> None:
    assert found_out_by(lambda world: seen_across(world, schools), sizes, schools, 2) == []


def test_the_attack_finds_somebody_where_a_trust_takes_no_heed_of_its_schools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The test of the test: a hidden school is what is left of a trust when the others are taken away."""
    from sidebyside.core import figures

    def careless(parts: list[Part]) -> Above:
        cells = [cell for part in parts for period in part.periods for cell in period]
        return Above(publish(figures.add_up([cells])))

    monkeypatch.setitem(globals(), "publish_across", careless)
    schools = [[0], [1], [2]]
    assert found_out_by(lambda world: seen_across(world, schools), [6, 6, 1], schools, 2)


def test_a_trust_has_figures_and_never_those_of_two_schools() -> None:
    def school(yes: int, people: int, name: str) -> Part:
        return Part([[Frozen(people, people // 2, {"yes": yes, "no": people - yes}, name=name)]])

    three = [school(4, 8, "a"), school(5, 8, "b"), school(3, 6, "c")]
    shown = publish_across(three)
    assert shown is not None
    assert (shown.published and shown.published.tenths, shown.told) == ({"yes": 5, "no": 5}, frozenset())
    # A school that is too small alone, or hidden for its answers, leaves two: not even that it is hidden is a figure.
    assert publish_across([*three[:2], school(2, 4, "c")]) is None
    assert publish_across([*three[:2], school(6, 6, "c")]) is None
    # Two that are too small alone are in together.
    shown = publish_across([*three[:2], school(2, 4, "c"), school(1, 4, "d")])
    assert shown is not None
    assert (shown.published is not None, shown.told) == (True, frozenset("cd"))
    # With answers that point at somebody nothing is ever added to them.
    assert publish_across([*three, school(2, 4, "d"), school(4, 4, "e")]) is not None
    shown = publish_across([*three, school(4, 4, "d"), school(4, 4, "e")])
    assert shown == Above(shut=frozenset("de"))


def test_two_viewers_have_no_two_figures_to_subtract() -> None:
    """Each viewer left out of their own view only would make two figures that differ by one person. There is one."""
    rows = [Row(f"p{at}", f"pair{at // 2}", "yes" if at % 2 else "no") for at in range(12)]
    viewers = {"p0", "p5"}
    frozen = freeze(rows, ("yes", "no"), viewers)
    without_answers = [row for row in rows if row.person not in viewers]
    assert frozen == freeze(without_answers, ("yes", "no"))
    for answer in ("yes", "no"):
        turned = [row if row.person != "p0" else Row("p0", "pair0", answer) for row in rows]
        assert publish(freeze(turned, ("yes", "no"), viewers)) == publish(frozen)
