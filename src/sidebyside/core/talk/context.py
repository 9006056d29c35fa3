"""What stands around a turn, for the second look: first guesses before and after it, lengths, likeness, who speaks.

All columns are about 0 to 1. `names()` says in plain words what each column is.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from . import cues, plain
from .codes import Role
from .features import Floats, Heard

# Which turns around this one are looked at one by one, and over how many the means are taken.
NEIGHBOURS = (-2, -1, 1, 2)
NEAR = 4
FAR = 12
ROLES = (Role.COACH, Role.COACHEE, Role.COACH2)


def around(heard: Sequence[Heard], first: Floats, likeness: Floats) -> Floats:
    """Turns x columns, from the probabilities of the first look (turns x COLUMNS) and `likeness` (turns x 3)."""
    parts = [first]
    parts += [_shifted(first, by) for by in NEIGHBOURS]
    parts += [_mean(first, -NEAR, -1), _mean(first, 1, NEAR), _mean(first, -FAR, FAR)]
    parts += [np.broadcast_to(first.mean(axis=0), first.shape)]
    found = _cues(heard)
    parts += [found, _shifted(found, -1), _shifted(found, 1)]
    parts += [_form(heard), likeness]
    return np.concatenate(parts, axis=1).astype(np.float32)


@cache
def itself() -> list[int]:
    """The columns that say of the turn itself what the first look and its cues say."""
    guesses = len(plain.guesses())
    cues_from = guesses * (len(NEIGHBOURS) + 5)
    return [*range(guesses), *range(cues_from, cues_from + len(cues.NAMES))]


@cache
def names() -> tuple[str, ...]:
    places = ["in this turn", *(plain.near(by) for by in NEIGHBOURS)]
    places += ["shortly before", "shortly after", "round about", "in the talk as a whole"]
    made = [f"{guess} {place}" for place in places for guess in plain.guesses()]
    made += [said for by in (0, -1, 1) for said in plain.cues_at(by)]
    return (
        *made,
        *_FORM,
        "takes up words of the turn before",
        "takes up words from before",
        "its words are taken up later",
    )


def _shifted(values: Floats, by: int) -> Floats:
    made = np.zeros_like(values)
    if by < 0:
        made[-by:] = values[:by]
    else:
        made[:-by] = values[by:]
    return made


def _mean(values: Floats, first: int, last: int) -> Floats:
    """Of the turns from `first` to `last` around each, as many as there are."""
    count = len(values)
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    begin = np.clip(np.arange(count) + first, 0, count)
    end = np.clip(np.arange(count) + last + 1, 0, count)
    size = np.maximum(end - begin, 1)[:, None]
    made: Floats = ((sums[end] - sums[begin]) / size).astype(np.float32)
    return made


def _cues(heard: Sequence[Heard]) -> Floats:
    made = np.zeros((len(heard), len(cues.NAMES)), np.float32)
    for at, turn in enumerate(heard):
        for one in turn.found:
            made[at, one.cue] = 1
    return made


_SPEAKERS = {Role.COACH: "the coach", Role.COACHEE: "the coachee", Role.COACH2: "the second coach"}
_FORM = (
    *(f"said by {_SPEAKERS[role]}" for role in ROLES),
    *(f"the turn before is {_SPEAKERS[role]}’s" for role in ROLES),
    "the same voice goes on", "its length", "the length of the turn before", "the length of the next turn",
    "the length of the turns around it", "how late in the talk it comes", "the first turn", "the end of the talk",
)  # fmt: skip


def _form(heard: Sequence[Heard]) -> Floats:
    count = len(heard)
    made = np.zeros((count, len(_FORM)), np.float32)
    counts = np.array([[len(turn.words)] for turn in heard], np.float32)
    lengths = (np.log1p(counts) / 5).astype(np.float32)
    for at, turn in enumerate(heard):
        before = heard[at - 1].spoken if at else None
        for place, role in enumerate(ROLES):
            made[at, place] = turn.spoken.role is role
            made[at, 3 + place] = before is not None and before.role is role
        made[at, 6] = before is not None and before.voice == turn.spoken.voice
    made[:, 7:8], made[:, 8:9], made[:, 9:10] = lengths, _shifted(lengths, -1), _shifted(lengths, 1)
    made[:, 10:11] = _mean(lengths, -NEAR, NEAR)
    made[:, 11] = np.arange(count) / max(1, count - 1)
    made[:1, 12] = 1
    made[-3:, 13] = 1
    return made
