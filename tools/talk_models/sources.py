"""Texts from public sets beside the corpus: questions in meetings, and how far one turn takes up another."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sidebyside.core.talk.features import Heard, hear
from sidebyside.core.talk.heads import COLUMNS, HEADS
from sidebyside.core.talk.shapes import Spoken
from sidebyside.core.talk.words import words_of

from . import noise
from .samples import Aim

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "text"
# The last meetings, and every fifth lesson, are never fitted on.
HELD_OUT_MEETINGS = 13
HELD_OUT_LESSON = 5


@dataclass(frozen=True)
class Meeting:
    name: str
    manner: str
    heard: tuple[Heard, ...]
    labels: tuple[str, ...]

    @property
    def asks(self) -> np.ndarray:
        return np.array([label.startswith("Q") for label in self.labels])


@dataclass(frozen=True)
class Exchange:
    lesson: str
    before: str
    after: str
    rating: float


def lines(name: str) -> list[dict[str, object]]:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def meetings(manner: str, *, held_out: bool, most: int | None = None) -> list[Meeting]:
    by_name: dict[str, list[dict[str, object]]] = {}
    for one in lines("mrda"):
        by_name.setdefault(str(one["dialog"]), []).append(one)
    names = sorted(by_name)
    chosen = names[-HELD_OUT_MEETINGS:] if held_out else names[:-HELD_OUT_MEETINGS]
    made = []
    for name in chosen:
        chance = random.Random(f"{name} {manner}")
        rows = by_name[name][:most]
        voices = {role: at for at, role in enumerate(dict.fromkeys(row["role"] for row in rows))}
        spoken = [
            Spoken(_as(str(row["text"]), manner, chance), voices[row["role"]], None, (at, at))
            for at, row in enumerate(rows)
        ]
        made.append(Meeting(name, manner, tuple(hear(spoken)), tuple(str(row["label"]) for row in rows)))
    return made


def _as(text: str, manner: str, chance: random.Random) -> str:
    if manner == "written":
        return text
    return noise.bare(text) if manner == "bare" else noise.heard(text, chance)


def aim_of(meeting: Meeting, weight: float) -> Aim:
    """Only whether it asks: for open or closed the meetings' labels are too rough a guide to be weighed in full."""
    right, weights = np.zeros((len(meeting.labels), COLUMNS)), np.zeros((len(meeting.labels), COLUMNS))
    right[:, HEADS["asks"].first] = meeting.asks
    weights[:, HEADS["asks"].first] = weight
    return Aim(right, weights)


def exchanges(*, held_out: bool) -> list[Exchange]:
    made = []
    for one in lines("uptake"):
        before, _, after = str(one["text"]).partition("\n")
        rating = one["label"]
        number = int(str(one["dialog"]).rpartition("-")[2])
        if isinstance(rating, float) and rating == rating and (number % HELD_OUT_LESSON == 0) is held_out:
            made.append(Exchange(str(one["dialog"]), before, after, rating))
    return made


def texts() -> list[str]:
    """What people say in the sets that weights may be made from."""
    return [
        part for name in ("mrda", "uptake") for one in lines(name) for part in str(one["text"]).split("\n")
    ]


def words_in(text: str) -> tuple[str, ...]:
    return tuple(words_of(text))
