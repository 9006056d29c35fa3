"""The attack: everything that was ever published or held back, and one participant's own answer, against everybody.

Every way in which the people of some schools can have answered is gone through. All ways that lead to the same figures
(tenths, and which cells are hidden) are what an attacker cannot tell apart; that they know who was counted, how many
answered and how the rules work is taken for granted. With their own answer known to them, nobody else's may be the same
in all the ways that are left.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from sidebyside.core.figures import Frozen, Row, freeze, publish, publish_above

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


def found_out(sizes: list[int], periods: list[list[int]], options: int) -> list[str]:
    """Who gives what away to whom, in words; empty where nobody does."""
    alike: dict[tuple[object, ...], list[World]] = defaultdict(list)
    for world in product(*(list(ways(size, options)) for size in sizes)):
        alike[seen(world, periods)].append(world)
    told = []
    for figures, worlds in alike.items():
        for school in range(len(periods[0])):
            own_cells = [period[school] for period in periods]
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
