"""Elements and spans of co-construction, from what the models make of each turn."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from statistics import median

import numpy as np

from .codes import Initiation, Role
from .features import Floats, Heard
from .heads import HEADS
from .likeness import CONTENT
from .shapes import Element, Span
from .subjects import tag_of
from .weights import Weights

# A start is the likeliest of the turns this near to it.
NEAREST = 2
FEWEST_IN_SPAN = 4
LONGEST_MEDIAN_WORDS = 30
MOST_SUBJECT_WORDS = 3


def starts(chances: Floats, threshold: float) -> list[int]:
    """The first turn, and each that is likely enough to open something new and likelier than its neighbours."""
    made = [0]
    for at in range(1, len(chances)):
        near = chances[max(1, at - NEAREST) : at + NEAREST + 1]
        if chances[at] >= threshold and chances[at] >= near.max() and at - made[-1] > 1:
            made.append(at)
    return made


def elements(
    heard: Sequence[Heard], chances: Floats, why: Sequence[tuple[str, ...]], weights: Weights
) -> list[Element]:
    """Over the turns that were heard; indices count these."""
    if not heard:
        return []
    openings = chances[:, HEADS["opens"].first]
    firsts = starts(openings, weights.thresholds["opens"])
    lasts = [*(first - 1 for first in firsts[1:]), len(heard) - 1]
    made = []
    for first, last in zip(firsts, lasts, strict=True):
        inside = heard[first : last + 1]
        made.append(
            Element(
                first,
                last,
                opened_by(heard[first].spoken.role),
                subject_of(inside, weights.rarity),
                tag_of([word for turn in inside for word in turn.words]),
                float(openings[first]) if first else 1.0,
                why[first] if first else (),
            )
        )
    return made


def opened_by(role: Role | None) -> Initiation | None:
    if role is None:
        return None
    return Initiation.COACHEE if role is Role.COACHEE else Initiation.COACH


def subject_of(turns: Sequence[Heard], rarity: dict[str, float]) -> str | None:
    """The weightiest words that come more than once, those of the opening turn counted twice."""
    counts: Counter[str] = Counter()
    for place, turn in enumerate(turns):
        for word in set(turn.words):
            if rarity.get(word, 0.0) > CONTENT and len(word) > 3:
                counts[word] += 1 if place else 2
    weighty = sorted(
        (word for word in counts if counts[word] > 1), key=lambda word: (-counts[word] * rarity[word], word)
    )
    return ", ".join(weighty[:MOST_SUBJECT_WORDS]) or None


def spans(heard: Sequence[Heard], chances: Floats, threshold: float) -> list[Span]:
    """Runs of likely turns, one unlikely turn bridged: at least four, by more than one voice, mostly short."""
    likely = chances[:, HEADS["builds"].first]
    near = (
        np.convolve(np.pad(likely, 1, mode="edge"), np.ones(3) / 3, mode="valid") if len(likely) else likely
    )
    made = []
    for inside, run in groupby(range(len(heard)), key=lambda at: bool(near[at] >= threshold)):
        places = list(run)
        if not inside or len(places) < FEWEST_IN_SPAN:
            continue
        turns = heard[places[0] : places[-1] + 1]
        if len({turn.spoken.voice for turn in turns}) < 2:
            continue
        if median(len(turn.words) for turn in turns) > LONGEST_MEDIAN_WORDS:
            continue
        p = float(likely[places[0] : places[-1] + 1].mean())
        made.append(Span(places[0], places[-1], p, ("short turns that build on each other",)))
    return made
