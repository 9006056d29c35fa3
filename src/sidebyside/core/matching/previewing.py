"""What a set of weights would do, in sums over the group. Given no secret: no wish, no veto, no focus that is kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sidebyside.core.matching.arranging import arrange
from sidebyside.core.matching.people import Known, Shown, checked
from sidebyside.core.matching.reasoning import Kind, reasons
from sidebyside.core.matching.weights import Weights, worth_by_facts


@dataclass(frozen=True)
class Preview:
    """``sums`` counts the twos (a trio has three) of which a kind of reason is true."""

    pairs: int
    trios: int
    without: int
    twos: int
    sums: Mapping[Kind, int]


def preview(people: Iterable[Shown], known: Known, weights: Weights, *, trios: bool) -> Preview:
    group = checked(people)
    groups = arrange([one.key for one in group], worth_by_facts(group, known, weights), trios=trios)
    by_key = {one.key: one for one in group}
    twos = [(one, other) for made in groups for place, one in enumerate(made) for other in made[:place]]
    sums = Counter(
        kind
        for one, other in twos
        for kind in {reason.kind for reason in reasons(by_key[one], by_key[other], known, weights)}
    )
    sizes = Counter(len(made) for made in groups)
    placed = sum(len(made) for made in groups)
    return Preview(sizes[2], sizes[3], len(group) - placed, len(twos), dict(sums))
