"""The best set of pairs for a whole group, with one in three where somebody would be left over.

As many people as can be come first, then the greatest sum of what pairs are worth.
"""

from collections.abc import Sequence

import numpy as np
import rustworkx

from sidebyside.core.matching.weights import NEVER, Worth

# Up to this many people, everybody is tried as the third; above it, the likeliest.
TRY_EVERYBODY = 31
Places = tuple[int, ...]


def arrange(keys: Sequence[str], worth: Worth, *, trios: bool) -> list[tuple[str, ...]]:
    """Groups of two, and of three where ``trios`` allows it. A pair that is worth NEVER is not made.

    Who is in no group could not be placed. ``worth`` is in the order of ``keys``: whole numbers from 0, or NEVER.
    """
    everybody = range(len(keys))
    if trios and len(keys) % 2 and 1 < len(keys) <= TRY_EVERYBODY:
        tries = [
            _place_the_rest(_pairs([one for one in everybody if one != third], worth), worth)
            for third in everybody
        ]
        made = max(tries, key=lambda groups: (sum(map(len, groups)), _sum(groups, worth)))
    else:
        made = _pairs(everybody, worth, leaves_one=trios and len(keys) % 2 == 1)
        made = _place_the_rest(made, worth) if trios else made
    return sorted(tuple(keys[place] for place in group) for group in made)


def _pairs(places: Sequence[int], worth: Worth, *, leaves_one: bool = False) -> list[Places]:
    """``leaves_one``: somebody goes with nobody, and whoever adds most to a pair as its third likes that best."""
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(list(places))
    part = worth[np.ix_(places, places)] if len(places) else worth[:0, :0]
    ones, others = np.nonzero(np.tril(part != NEVER, -1))
    graph.add_edges_from(list(zip(ones.tolist(), others.tolist(), part[ones, others].tolist(), strict=True)))
    if leaves_one:
        nobody = graph.add_node(-1)
        best = np.sort(np.maximum(part, 0), axis=1)[:, -2:].sum(axis=1) // 2
        graph.add_edges_from([(place, nobody, value) for place, value in enumerate(best.tolist())])
    made = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    real = [tuple(sorted((graph[one], graph[other]))) for one, other in made]
    return sorted(group for group in real if group[0] >= 0)


def _place_the_rest(pairs: list[Places], worth: Worth) -> list[Places]:
    groups, placed = list(pairs), {place for group in pairs for place in group}
    for one in range(len(worth)):
        fits = [
            (sum(int(worth[one, other]) for other in group), -number)
            for number, group in enumerate(groups)
            if one not in placed and len(group) == 2 and all(worth[one, other] != NEVER for other in group)
        ]
        if fits:
            number = -max(fits)[1]
            groups[number] = tuple(sorted((*groups[number], one)))
    return groups


def _sum(groups: list[Places], worth: Worth) -> int:
    return sum(
        int(worth[one, other]) for group in groups for at, one in enumerate(group) for other in group[:at]
    )
