"""`describe`: turns in, turns with suggested codes, elements and spans out. `filled`: people's codes come first."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from . import rules, structure, suggest
from .codes import Dimension
from .explain import Reasons
from .features import hear
from .heads import HEADS
from .shapes import Coded, Codes, Description, Element, Span, Spoken
from .weights import Weights, load
from .words import words_of


def describe(turns: Sequence[Spoken]) -> Description:
    """Suggestions for every turn. Backchannels and turns without words get no codes.

    Where the talk has one voice only there is nothing to build together: no spans.
    """
    weights = load()
    return rules.describe(turns) if weights is None else by_models(turns, weights)


def by_models(turns: Sequence[Spoken], weights: Weights) -> Description:
    # A hum that is nobody's backchannel has no words to go by: nothing can be said of it.
    places = [at for at, turn in enumerate(turns) if not turn.backchannel and words_of(turn.text)]
    heard = hear([turns[at] for at in places])
    if not heard:
        whole = (Element(0, len(turns) - 1),) if turns else ()
        return Description(tuple(Coded(turn) for turn in turns), whole)
    looked = suggest.look(heard, weights)
    coded = [Coded(turn) for turn in turns]
    reasons = Reasons(looked.words, looked.around, weights)
    for at, codes in zip(places, suggest.codes(heard, looked, weights, reasons), strict=True):
        coded[at] = Coded(turns[at], codes)
    why = reasons.of(np.full(len(heard), HEADS["opens"].first))
    elements = structure.elements(heard, looked.chances, why, weights)
    spans = structure.spans(heard, looked.chances, weights.thresholds["builds"])
    hints: list[tuple[float, ...] | None] = [None] * len(turns)
    for at, row in zip(places, looked.chances[:, HEADS["level"].columns].tolist(), strict=True):
        hints[at] = tuple(row)
    return Description(
        tuple(coded),
        _over_all(elements, places, len(turns)),
        tuple(replace(span, first=places[span.first], last=places[span.last]) for span in spans),
        tuple(hints),
    )


def _over_all(elements: Sequence[Element], places: Sequence[int], count: int) -> tuple[Element, ...]:
    """From indices among the turns that were heard to indices among all: each runs up to the next."""
    firsts = [0, *(places[element.first] for element in elements[1:])]
    lasts = [*(first - 1 for first in firsts[1:]), count - 1]
    return tuple(
        replace(element, first=first, last=last)
        for element, first, last in zip(elements, firsts, lasts, strict=True)
    )


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
        suggested.hints,
    )


def confirmed(
    turns: Sequence[Spoken],
    given: Sequence[Codes | None],
    elements: Sequence[Element] = (),
    spans: Sequence[Span] = (),
) -> Description:
    """People's codes alone, without any suggestion."""
    bare = Description(tuple(Coded(turn) for turn in turns))
    return filled(bare, given, elements, spans)


def _filled(given: Codes, suggested: Codes) -> Codes:
    values: dict[str, object] = {}
    theirs: set[Dimension] = set()
    for dimension in Dimension:
        own = getattr(given, dimension)
        if dimension in given.cannot_say:
            values[dimension] = None
            theirs.add(dimension)
        elif own is not None:
            values[dimension] = own
            theirs.add(dimension)
        else:
            values[dimension] = getattr(suggested, dimension)
    return replace(given, confirmed=frozenset(theirs), **values)  # type: ignore[arg-type]
