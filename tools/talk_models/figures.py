"""The aims of the suggestions, and how far they are reached on the part of the corpus that nothing was fitted to."""

from collections.abc import Sequence

from sidebyside.core.talk import describing
from sidebyside.core.talk.features import is_punctuated

from . import corpus, measures
from .samples import MANNERS

AIMS = {
    "main function, macro-F1": 0.60, "main function, lowest F1": 0.35, "question, F1": 0.95,
    "open or closed, right": 0.80, "stimulus, macro-F1": 0.75, "tone, within one step": 0.97,
    "scale, macro-F1": 0.65, "time, macro-F1": 0.75, "element starts, F1": 0.75, "co-construction turns, F1": 0.75,
    "level, exact": 0.75, "level, within one": 1.0,
}  # fmt: skip


def test_part() -> list[corpus.Conversation]:
    return [one for one in corpus.read_all() if one.about["split"] == "test"]


def train_part() -> list[corpus.Conversation]:
    return [one for one in corpus.read_all() if one.about["split"] == "train"]


def punctuated(conversations: Sequence[corpus.Conversation]) -> list[corpus.Conversation]:
    """Those that are written with full stops and question marks; the corpus has both kinds."""
    return [one for one in conversations if is_punctuated([row.text for row in one.rows])]


def on_test(manners: Sequence[str] = MANNERS) -> dict[str, dict[str, float]]:
    """By manner of writing; "punctuated" are the talks of the test part that are written with punctuation."""
    held_out = test_part()
    made = {
        manner: measures.figures(measures.columns_of(held_out, manner, describing.describe))
        for manner in manners
    }
    chosen = punctuated(held_out)
    made["punctuated"] = measures.figures(measures.columns_of(chosen, "written", describing.describe))
    return made
