"""Reasons of suggestions are in plain words: no name of a column, no class of length, no value of a code."""

import re

import numpy as np
import pytest
from tools.talk_models import corpus

from sidebyside.core.talk import context, cues, plain
from sidebyside.core.talk.codes import Role
from sidebyside.core.talk.describing import describe
from sidebyside.core.talk.explain import _said
from sidebyside.core.talk.features import hear
from sidebyside.core.talk.heads import COLUMNS
from sidebyside.core.talk.shapes import Spoken
from sidebyside.core.talk.weights import load

MACHINE = re.compile(
    r"over \d|\bmostly (past|present|future)\b|\d turns? (before|after)|, here|rests on|time:|scale:|tone -?\d|"
    r"\brole\b|_|turn -?\d|quarter|tenth|\bc\d|True|level"
)


def test_every_feature_and_every_column_has_plain_words() -> None:
    weights = load()
    assert weights is not None
    said = {
        name: _said(*name.split(":", 1))
        for name in weights.features
        if name[1:2] != ":" or name[0] not in "wb"
    }
    for name, words in said.items():
        assert not MACHINE.search(words.split("“")[0]), (name, words)
    for words in context.names():
        assert not MACHINE.search(words), words


def test_the_columns_have_as_many_names_as_there_are_columns() -> None:
    turns = [Spoken("What did you see?", 0, Role.COACH), Spoken("They waited.", 1, Role.COACHEE)]
    heard = hear(turns)
    around = context.around(heard, np.zeros((2, COLUMNS), np.float32), np.zeros((2, 3), np.float32))
    assert len(context.names()) == around.shape[1]
    # What the turn itself says is the columns of the first look and its own cues, and no others.
    assert len(context.itself()) == COLUMNS + len(cues.NAMES)
    first = np.zeros((2, COLUMNS), np.float32)
    first[0] = 1
    changed = context.around(heard, first, np.zeros((2, 3), np.float32)) - around
    assert set(np.flatnonzero(changed[0])) >= set(context.itself()[:COLUMNS])


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        ("over 5 words", "a longer turn"),
        ("over 26 words", "a long turn"),
        ("over 60 words", "a very long turn"),
        ("past", "speaks of what was"),
        ("mostly past", "speaks mostly of what was"),
        ("only future", "speaks only of what may come"),
        ("turn 0", "near the beginning of the talk"),
        ("turn -2 from the end", "near the end of the talk"),
        ("first tenth", "near the beginning of the talk"),
        ("role coachee", "said by the coachee"),
    ],
)
def test_features_of_form_are_said_plainly(feature: str, said: str) -> None:
    assert plain.form(feature) == said


def test_no_reason_says_the_same_twice() -> None:
    (first, *_rest) = corpus.read_all()
    rows = [one for one in first.rows if not one.backchannel]
    told = describe([Spoken(one.text, int(one.role == "coachee"), Role(one.role)) for one in rows])
    for turn in told.turns:
        for guess in (*(turn.codes.functions or ()), turn.codes.tone, turn.codes.scale, turn.codes.time):
            if guess is None:
                continue
            assert len(guess.because) == len(set(guess.because)) <= 3
            assert sum("turn" in one and "long" in one for one in guess.because) <= 1, guess.because
            assert sum(one.startswith("speaks") and "of what" in one for one in guess.because) <= 1
            assert not any(MACHINE.search(one.split('"')[0].split("“")[0]) for one in guess.because)
