"""What stands around a turn, for the second look: first guesses before and after it, lengths, likeness, who speaks.

All columns are about 0 to 1. `names()` says in plain words what each column is.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from . import cues
from .codes import Role
from .features import Floats, Heard
from .heads import HEADS

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


_PLAIN = {
    "function": "{}", "further": "{}", "asks": "a question", "open": "an open question", "stimulus": "rests on {}",
    "time": "time: {}", "scale": "scale: {}", "opens": "something new opens", "builds": "building on each other",
}  # fmt: skip


@cache
def itself() -> list[int]:
    """The columns that say of the turn itself what the first look and its cues say."""
    return [at for at, name in enumerate(names()) if name.endswith(", here")]


@cache
def names() -> tuple[str, ...]:
    guesses = [
        _PLAIN.get(head.name, head.name + " {}").format(value)
        for head in HEADS.values()
        for value in head.values
    ]
    places = ["here", *(_place(by) for by in NEIGHBOURS), "in the turns before", "in the turns after"]
    places += ["round about", "in the whole talk"]
    made = [f"{guess}, {place}" for place in places for guess in guesses]
    made += [f"{name}, {place}" for place in ("here", _place(-1), _place(1)) for name in cues.NAMES]
    return (
        *made,
        *_FORM,
        "like the turn before",
        "like what came before",
        "what follows is like what came before",
    )


def _place(by: int) -> str:
    return f"{abs(by)} {'turn' if abs(by) == 1 else 'turns'} {'before' if by < 0 else 'after'}"


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


_FORM = (
    *(f"spoken by the {role}" for role in ROLES),
    *(f"the turn before by the {role}" for role in ROLES),
    "the turn before by the same voice", "its length", "the length of the turn before", "the length of the turn after",
    "how short the turns around are", "how far into the talk", "the first turn", "the last turns",
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
