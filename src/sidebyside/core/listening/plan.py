"""Where a long sound may be cut into pieces to be written down one after another."""

from collections.abc import Sequence
from itertools import pairwise

from .heard import Stretch
from .voice_activity import Region

LONGEST_MS = 5 * 60_000
WITHOUT_BREATH_MS = 28_000
"""A run of voice without a pause of a quarter second that is longer is cut all the same."""


def stretches(speech: Sequence[Region]) -> tuple[Stretch, ...]:
    """Each begins and ends with speech, and is cut at the longest pause of its last third."""
    left, made = cut_long(speech, WITHOUT_BREATH_MS), []
    while left:
        count = sum(end - left[0][0] <= LONGEST_MS for _, end in left)
        if count < len(left):
            late = [at for at in range(1, count + 1) if left[at][0] - left[0][0] >= LONGEST_MS * 2 // 3]
            count = max(late or [count], key=lambda at: left[at][0] - left[at - 1][1])
        taken, left = left[:count], left[count:]
        made.append(Stretch(taken[0][0], taken[-1][1], tuple(taken)))
    return tuple(made)


def cut_long(speech: Sequence[Region], longest_ms: int) -> list[Region]:
    """Regions of at most `longest_ms`; a longer one in pieces of equal length."""
    pieces: list[Region] = []
    for start, end in speech:
        count = -(-(end - start) // longest_ms)
        edges = [start + (end - start) * number // count for number in range(count + 1)]
        pieces += pairwise(edges)
    return pieces
