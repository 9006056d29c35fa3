"""`describe`: turns in, turns with suggested codes, elements and spans out. `filled`: people's codes come first."""

from collections.abc import Sequence
from dataclasses import replace

from . import rules
from .codes import Dimension
from .shapes import Coded, Codes, Description, Element, Span, Spoken


def describe(turns: Sequence[Spoken]) -> Description:
    """Suggestions for every turn. Backchannels and turns without words get no codes."""
    return rules.describe(turns)


def filled(
    suggested: Description,
    given: Sequence[Codes | None],
    elements: Sequence[Element] | None = None,
    spans: Sequence[Span] | None = None,
) -> Description:
    """People's codes where there are some, suggestions where they left a dimension open.

    `given` has one entry a turn, None where nobody coded it. Elements and spans given replace the suggested ones
    as a whole. Raises ValueError where the numbers of turns differ.
    """
    if len(given) != len(suggested.turns):
        raise ValueError("there must be one entry of codes for each turn")
    turns = tuple(
        turn if codes is None else Coded(turn.spoken, _filled(codes, turn.codes))
        for turn, codes in zip(suggested.turns, given, strict=True)
    )
    return Description(
        turns,
        suggested.elements if elements is None else tuple(elements),
        suggested.spans if spans is None else tuple(spans),
    )


def confirmed(turns: Sequence[Spoken], given: Sequence[Codes | None]) -> Description:
    """People's codes alone, without any suggestion."""
    bare = Description(tuple(Coded(turn) for turn in turns))
    return filled(bare, given)


def _filled(given: Codes, suggested: Codes) -> Codes:
    values: dict[str, object] = {}
    theirs: set[Dimension] = set()
    for dimension in Dimension:
        own = getattr(given, dimension)
        if own is not None or dimension in given.cannot_say:
            theirs.add(dimension)
        values[dimension] = (
            None if dimension in given.cannot_say else getattr(suggested, dimension) if own is None else own
        )
    return replace(given, confirmed=frozenset(theirs), **values)  # type: ignore[arg-type]
