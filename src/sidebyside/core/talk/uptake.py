"""How far a turn takes up the turn before it, 0 to 1: a linear model of shared words, beginnings and lengths.

The idea that shared words weighted by rarity and what is done with them tell uptake is from research on pupils' and
teachers' exchanges (Demszky et al. 2021); features and weights are our own, fitted to that paper's expert ratings.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from .features import Floats, Heard
from .words import NUMBER, set_of

CONTENT = 4.2
_TAKING = set_of("yes okay right good great exactly alright so oh nice awesome excellent correct true")
_WH = set_of("what how why where who which when")
_PRONOUNS = set_of("he she")

NAMES: tuple[str, ...] = (
    "share of the words before that come again", "share of own words that were there before", "words in common",
    "share of the weighty words before", "share of own words that are weighty and shared", "weighty words in common",
    "a weighty word in common", "two weighty words in common", "share of pairs of words in common",
    "pairs of words in common", "begins with their words", "first word is theirs", "length of the turn before",
    "own length", "both lengths", "long turn before", "long turn", "begins with assent",
    "assents and goes on", "assents and takes up their words", "asks about their words", "asks with a question word",
    "asks why", "says you", "says you, with their words", "speaks of what was said", "gives a reason",
    "begins with so", "denies", "speaks of somebody", "points back with that", "asks or says how", "speaks of thinking",
    "begins with let", "both have numbers", "answers a question", "asks", "very short turn before", "very short",
    "begins with and", "begins with but", "speaks of agreeing", "speaks of an idea", "speaks of knowing",
    "begins with what", "speaks of meaning", "begins with okay",
)  # fmt: skip


def pair_features(
    before: Sequence[str], after: Sequence[str], asks: tuple[bool, bool], rarity: Mapping[str, float]
) -> list[float]:
    """One row of len(NAMES) columns. `asks`: whether each of the two turns holds a question."""
    ones, twos = set(before), set(after)
    weighty_ones = {word for word in ones if rarity.get(word, 0.0) > CONTENT}
    weighty_twos = {word for word in twos if rarity.get(word, 0.0) > CONTENT}
    weighty = weighty_ones & weighty_twos
    lengths = math.log1p(len(before)), math.log1p(len(after))
    return [
        *_shares(ones, twos, rarity),
        *_shares(weighty_ones, weighty_twos, rarity),
        float(len(weighty) > 0),
        float(len(weighty) > 1),
        *_pairs(before, after),
        sum(word in weighty_ones for word in after[:6]) / 6,
        float(bool(after) and after[0] in ones),
        *lengths,
        lengths[0] * lengths[1],
        min(len(before), 30) / 30,
        min(len(after), 40) / 40,
        *_manner(after, twos, bool(weighty), asks[1]),
        float(NUMBER in ones and NUMBER in twos),
        float(asks[0]),
        float(asks[1]),
        float(len(before) < 4),
        float(len(after) < 4),
        *_beginnings(after, twos),
    ]


def _shares(ones: set[str], twos: set[str], rarity: Mapping[str, float]) -> tuple[float, float, float]:
    common = sum(rarity.get(word, 0.0) for word in ones & twos)
    first, second = (1 + sum(rarity.get(word, 0.0) for word in words) for words in (ones, twos))
    return common / first, common / second, math.log1p(common)


def _pairs(before: Sequence[str], after: Sequence[str]) -> tuple[float, float]:
    ones = set(pairwise(before))
    common = len(ones & set(pairwise(after)))
    return common / (len(ones) + 1), math.log1p(common)


def _manner(after: Sequence[str], words: set[str], takes_up: bool, asks: bool) -> list[float]:
    assents = bool(_TAKING & set(after[:2]))
    found = (
        assents,
        assents and len(after) > 6,
        assents and takes_up,
        asks and takes_up,
        bool(_WH & words),
        "why" in words,
        "you" in words,
        "you" in words and takes_up,
        bool(words & {"said", "saying", "says"}),
        "because" in words,
        "so" in after[:3],
        "not" in words or "n't" in words,
        bool(_PRONOUNS & words),
        "that" in after[:5],
        "how" in words,
        "think" in words,
        "let" in after[:4],
    )
    return [float(one) for one in found]


def _beginnings(after: Sequence[str], words: set[str]) -> list[float]:
    found = (
        after[:1] == ("and",),
        "but" in after[:2],
        "agree" in words,
        "idea" in words,
        "know" in words,
        "what" in after[:4],
        "mean" in words,
        after[:1] == ("okay",),
    )
    return [float(one) for one in found]


def features(heard: Sequence[Heard], asks: Sequence[bool], rarity: Mapping[str, float]) -> Floats:
    """Turns x len(NAMES). The first turn, and one that follows its own voice, has nothing to take up: zeros."""
    made = np.zeros((len(heard), len(NAMES)), np.float32)
    for at, (one, two) in enumerate(pairwise(heard)):
        if one.spoken.voice != two.spoken.voice:
            made[at + 1] = pair_features(one.words, two.words, (asks[at], asks[at + 1]), rarity)
    return made


def degrees(scores: Floats) -> Floats:
    """From a rating in standard deviations to 0 to 1: the share of ordinary exchanges that take up less."""
    made: Floats = (1 / (1 + np.exp(-1.702 * scores.astype(np.float64)))).astype(np.float32)
    return made
