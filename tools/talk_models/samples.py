"""The corpus as rows to fit on: turns as the models hear them, with soft targets and weights for every column."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sidebyside.core.talk.codes import Function, Initiation, QuestionType, Role, Scale, Stimulus, Time
from sidebyside.core.talk.features import Heard, hear
from sidebyside.core.talk.heads import COLUMNS, HEADS
from sidebyside.core.talk.shapes import Spoken

from . import noise
from .corpus import Conversation, Row

WRITERS = (
    *((1, 14), (15, 28), (29, 42), (43, 56), (57, 70)),
    *((71, 82), (83, 94), (95, 106), (107, 118), (119, 130), (131, 142), (143, 154), (155, 166)),
    *((167, 180), (181, 194), (195, 208), (209, 222), (223, 236), (237, 250)),
    *((251, 264), (265, 278), (279, 292), (293, 306), (307, 320)),
    *((321, 334), (335, 348), (349, 362), (363, 376), (377, 390)),
)
# Writers that are left out together, so that a fold has whole writers and there are not too many of them.
FOLDS = 5
MANNERS = ("written", "bare", "recognised")
# A further function counts so much beside the main one.
FURTHER = 0.3


@dataclass(frozen=True)
class Aim:
    """`right` has a soft target for each row and column, `weight` what each row counts for each column."""

    right: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Talk:
    """One conversation in one manner of writing. `rows` are its coded rows, one for each of `heard`."""

    name: str
    manner: str
    rows: tuple[Row, ...]
    heard: tuple[Heard, ...]

    @property
    def fold(self) -> int:
        number = int(self.name)
        return next(at for at, (first, last) in enumerate(WRITERS) if first <= number <= last) % FOLDS


def talk_of(conversation: Conversation, manner: str) -> Talk:
    rows = tuple(row for row in conversation.rows if not row.backchannel)
    chance = random.Random(f"{conversation.name} {manner}")
    change = {"written": str, "bare": noise.bare, "recognised": lambda text: noise.heard(text, chance)}[
        manner
    ]
    voices = {"coach": 0, "coachee": 1, "coach2": 2}
    spoken = [
        Spoken(change(row.text), voices[row.role], Role(row.role), (at, at)) for at, row in enumerate(rows)
    ]
    return Talk(conversation.name, manner, rows, tuple(hear(spoken)))


def talks(conversations: Sequence[Conversation], manners: Sequence[str] = MANNERS) -> list[Talk]:
    return [talk_of(one, manner) for manner in manners for one in conversations]


def aim_of(talk: Talk) -> Aim:
    right, weight = np.zeros((len(talk.rows), COLUMNS)), np.zeros((len(talk.rows), COLUMNS))
    for at, row in enumerate(talk.rows):
        _put_one(right[at], weight[at], row)
        _put_each(right[at], weight[at], row)
    return Aim(right, weight)


def _put_one(right: np.ndarray, weight: np.ndarray, row: Row) -> None:
    function = HEADS["function"]
    further = [one for one in row.functions[1:] if one != row.functions[0]]
    share = FURTHER / (1 + FURTHER * len(further)) if further else 0.0
    for name in further:
        right[function.first + list(Function).index(Function(name))] = share
    right[function.first + list(Function).index(Function(row.functions[0]))] += 1 - share * len(further)
    assert row.tone is not None
    picks = {
        "tone": row.tone + 2,
        "scale": list(Scale).index(Scale(row.scale)),
        "time": list(Time).index(Time(row.time)),
        "level": row.level - 1,
    }
    for name, place in picks.items():
        right[HEADS[name].first + place] = 1
    for name in ("function", *picks):
        weight[HEADS[name].columns] = 1


def _put_each(right: np.ndarray, weight: np.ndarray, row: Row) -> None:
    for name in row.functions:
        right[HEADS["further"].first + list(Function).index(Function(name))] = 1
    for name in row.stimulus:
        right[HEADS["stimulus"].first + list(Stimulus).index(Stimulus(name))] = 1
    right[HEADS["asks"].first] = row.question is not None
    right[HEADS["open"].first] = row.question == QuestionType.OPEN
    right[HEADS["opens"].first] = row.element is not None
    right[HEADS["builds"].first] = row.co
    for name in ("further", "stimulus", "asks", "opens", "builds"):
        weight[HEADS[name].columns] = 1
    weight[HEADS["open"].first] = row.question is not None


def together(aims: Sequence[Aim]) -> Aim:
    return Aim(np.vstack([one.right for one in aims]), np.vstack([one.weight for one in aims]))


def initiation_of(row: Row) -> Initiation | None:
    return None if row.element is None else Initiation(row.element.initiation)
