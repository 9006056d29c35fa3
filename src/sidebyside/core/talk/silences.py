"""Where nobody speaks: counted by `indicators`, and drawn where a talk is shown as time. All times are integer ms."""

from collections.abc import Iterator, Sequence

type Stretches = Sequence[tuple[int, int]]


def within(spoken: Stretches, left_out: Stretches) -> list[tuple[int, int]]:
    """What of `left_out` lies between the first word and the last. `spoken` is not empty."""
    first, last = min(start for start, _ in spoken), max(end for _, end in spoken)
    return [(max(start, first), min(end, last)) for start, end in left_out if start < last and end > first]


def silences(spoken: Stretches, left_out: Stretches = ()) -> Iterator[tuple[int, int]]:
    """From the first word to the last, in order: where nobody speaks. What was left out is neither talk nor silence."""
    reached = min(start for start, _ in spoken)
    for start, end in sorted([*spoken, *within(spoken, left_out)]):
        if start > reached:
            yield reached, start
        reached = max(reached, end)
