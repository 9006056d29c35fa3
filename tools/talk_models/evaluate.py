"""Figures of the shipped weights: `python -m tools.talk_models.evaluate`.

Writes them between the marks in docs/model-card.md. Those on writers left out come from the last fit, which keeps them
in docs/model-card-writers.json.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.stats import spearmanr

from sidebyside.core.talk import describing
from sidebyside.core.talk.codes import Function, Scale, Stimulus, Time, Tone
from sidebyside.core.talk.heads import HEADS
from sidebyside.core.talk.shapes import Spoken
from sidebyside.core.talk.suggest import look
from sidebyside.core.talk.weights import Weights, load

from . import baselines, fit, measures, noise, scores, sources
from .figures import AIMS, on_test, test_part, train_part
from .samples import MANNERS
from .structure import WRITERS_FILE

DOCS = Path(__file__).resolve().parents[2] / "docs"
CARD = DOCS / "model-card.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def meeting_questions(weights: Weights, manner: str) -> float:
    """F1 of questions in meetings that were never fitted on."""
    right, found = [], []
    for meeting in sources.meetings(manner, held_out=True, most=700):
        chances = look(meeting.heard, weights).chances[:, HEADS["asks"].first]
        right += meeting.asks.tolist()
        found += (chances >= 0.5).tolist()
    return scores.f1(right, found)


def uptake_rank(weights: Weights) -> float:
    """Spearman's rank correlation with the experts' mean rating, on lessons never fitted on."""
    held_out = sources.exchanges(held_out=True)
    rows = np.array([fit.exchange_features(one, weights.rarity) for one in held_out])
    return float(spearmanr(rows @ weights.uptake, [one.rating for one in held_out]).statistic)


def tutoring(manner: str) -> dict[str, float]:
    """MathDial, evaluated only: teachers' turns whose moves have a nearest function or kind of question."""
    right: list[str] = []
    found: list[str] = []
    asks: list[bool] = []
    asked: list[bool] = []
    by_talk: dict[str, list[dict[str, object]]] = {}
    for one in sources.lines("mathdial"):
        by_talk.setdefault(str(one["dialog"]), []).append(one)
    for rows in list(by_talk.values())[:150]:
        texts = [str(row["text"]) if manner == "written" else noise.bare(str(row["text"])) for row in rows]
        spoken = [Spoken(text, int(row["role"] != "teacher")) for text, row in zip(texts, rows, strict=True)]
        for row, turn in zip(rows, describing.describe(spoken).turns, strict=True):
            proxy = row["proxy"]
            assert isinstance(proxy, dict)
            if "function" in proxy and turn.spoken.words:
                right.append(str(proxy["function"]))
                found.append(str(turn.codes.main))
                asks.append(proxy["function"] == "question")
                asked.append(bool(turn.codes.question and turn.codes.question.asks))
    return {
        "question, F1": scores.f1(asks, asked),
        "nearest function, macro-F1": float(
            np.mean(list(scores.f1s(right, found, sorted(set(right))).values()))
        ),
    }


def card_figures() -> str:
    weights = load()
    assert weights is not None
    test, simple = on_test(), baselines.figures(train_part(), test_part())
    writers = json.loads(WRITERS_FILE.read_text()) if WRITERS_FILE.exists() else {}
    lines = ["### On the test part", "", _table(test, simple), ""]
    if writers:
        lines += ["### On writers that were left out", "", _table(writers, {}), ""]
    lines += [
        "### On other sets",
        "",
        "| set | figure | with punctuation | without |",
        "| --- | --- | --- | --- |",
    ]
    meetings = [meeting_questions(weights, manner) for manner in ("written", "bare")]
    lines.append(f"| MRDA, held-out meetings | question, F1 | {meetings[0]:.2f} | {meetings[1]:.2f} |")
    lines.append(f"| uptake, held-out lessons | Spearman | {uptake_rank(weights):.2f} | the same |")
    tutored = [tutoring(manner) for manner in ("written", "bare")]
    for name in tutored[0]:
        lines.append(
            f"| MathDial, evaluated only | {name} | {tutored[0][name]:.2f} | {tutored[1][name]:.2f} |"
        )
    columns = measures.columns_of(test_part(), "written", describing.describe)
    lines += ["", "### F1 of each function (test part)", "", _by_function(columns), "", *_confusions(columns)]
    return "\n".join(lines)


def _table(found: dict[str, dict[str, float]], simple: dict[str, dict[str, float]]) -> str:
    """A row a figure: aim, punctuated talks, all talks as written, without punctuation, as recognised, baselines."""
    heads = [
        "figure",
        "aim",
        "punctuated talks",
        "as written",
        "without punctuation",
        "as recognised",
        *simple,
    ]
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for name in found["written"]:
        cells = [name, f"{AIMS[name]:.2f}" if name in AIMS else ""]
        cells += [
            f"{found[manner][name]:.2f}" if manner in found else "" for manner in ("punctuated", *MANNERS)
        ]
        cells += [f"{one[name]:.2f}" if name in one else "" for one in simple.values()]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _by_function(columns: measures.Columns) -> str:
    return " · ".join(f"{name} {f1:.2f}" for name, f1 in measures.by_function(columns).items())


def _confusions(columns: measures.Columns) -> list[str]:
    lines: list[str] = []
    plans: dict[str, Sequence[object]] = {
        "function": list(Function), "scale": list(Scale), "time": list(Time), "tone": [int(one) for one in Tone],
        "level": [1, 2, 3, 4],
    }  # fmt: skip
    for name, values in plans.items():
        names = [str(value) for value in values]
        lines += [
            f"### Confusion: {name} (rows: codes, columns: suggestions)",
            "",
            f"| | {' | '.join(names)} |",
        ]
        lines.append("|" + " --- |" * (len(names) + 1))
        for value, row in zip(names, measures.confusion(columns, name, values), strict=True):
            lines.append(f"| {value} | {' | '.join(str(count) for count in row)} |")
        lines.append("")
    lines += [f"Stimulus is many-valued; F1 by value: {_stimuli(columns)}"]
    return lines


def _stimuli(columns: measures.Columns) -> str:
    gold, found = columns.gold["stimulus"], columns.found["stimulus"]
    return " · ".join(f"{value} {measures.label_f1(gold, found, value):.2f}" for value in Stimulus)


def main() -> None:
    made = card_figures()
    print(made)
    if CARD.exists():
        card = CARD.read_text(encoding="utf-8")
        before, _, rest = card.partition(BEGIN)
        after = rest.partition(END)[2]
        CARD.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
