"""What is tuned on the folds: thresholds for many-valued heads, elements and spans, and the weights of the marks."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from sidebyside.core.talk import features, levels, reading, suggest
from sidebyside.core.talk import structure as talk_structure
from sidebyside.core.talk.codes import Function, Initiation, QuestionType, Scale, Stimulus, Tag, Time
from sidebyside.core.talk.describing import confirmed
from sidebyside.core.talk.features import Sparse
from sidebyside.core.talk.heads import HEADS
from sidebyside.core.talk.marks import said_in
from sidebyside.core.talk.shapes import Coded, Codes, Description, Element, Guess, Question, Span
from sidebyside.core.talk.weights import Weights

from . import measures
from .corpus import Row
from .samples import Talk

WRITERS_FILE = Path(__file__).resolve().parents[2] / "docs" / "model-card-writers.json"

type Chances = dict[tuple[str, str], np.ndarray]
TRIED = tuple(round(0.04 + 0.02 * step, 2) for step in range(34))
LEVEL_PENALTY = 0.05


class NoReasons:
    def of(self, columns: np.ndarray) -> list[tuple[str, ...]]:
        return [()] * len(columns)


def thresholds(talks: Sequence[Talk], chances: Chances) -> dict[str, float]:
    """Each where F1 on the turns of writers left out is best."""
    gold = [row for talk in talks for row in talk.rows]
    found = np.vstack([chances[talk.name, talk.manner] for talk in talks])
    asks = np.array([row.question is not None for row in gold])
    made = {"asks": _best(lambda at: float(f1_score(asks, found[:, HEADS["asks"].first] >= at)))}
    for place, value in enumerate(Stimulus):
        right = np.array([value in row.stimulus for row in gold])
        column = found[:, HEADS["stimulus"].first + place]
        made[f"stimulus {value}"] = _best(
            lambda at, r=right, c=column: float(f1_score(r, c >= at, zero_division=0))
        )
    for name in ("function", "tone", "scale", "time"):
        made[f"cool {name}"] = _cooling(name, gold, found)
    for name in ("function", "scale", "time"):
        made |= _lifts(name, gold, found)
    made["opens"] = _best(lambda at: _starts_f1(talks, chances, at))
    made["builds"] = _best(lambda at: _spans_f1(talks, chances, at))
    return made


def _right(name: str, gold: Sequence[Row]) -> list[str]:
    return [str(row.functions[0] if name == "function" else getattr(row, name)) for row in gold]


def _cooling(name: str, gold: Sequence[Row], found: np.ndarray) -> float:
    """The temperature (Guo et al. 2017) at which sureness is least wrong on writers left out: least mean log loss."""
    head = HEADS[name]
    names = [str(value) for value in head.values]
    places = np.array([names.index(value) for value in _right(name, gold)])
    logs = np.log(np.maximum(found[:, head.columns], 1e-9))

    def loss(temperature: float) -> float:
        scores = logs / temperature
        whole = np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)) + scores.max(axis=1)
        return float((whole - scores[np.arange(len(places)), places]).mean())

    return min((round(0.8 + 0.1 * step, 1) for step in range(33)), key=loss)


def _lifts(name: str, gold: Sequence[Row], found: np.ndarray) -> dict[str, float]:
    """How much rarer values are lifted before the likeliest is taken, for the best macro-F1."""
    head = HEADS[name]
    right = _right(name, gold)
    names = [str(value) for value in head.values]
    shares = np.array([right.count(value) / len(right) for value in names])

    def score(power: float) -> float:
        best = (found[:, head.columns] * shares**-power).argmax(axis=1)
        return float(f1_score(right, [names[at] for at in best], average="macro"))

    power = max((0.0, 0.1, 0.2, 0.3, 0.4, 0.5), key=score)
    return {
        f"{name} {value}": round(float(lift), 3) for value, lift in zip(names, shares**-power, strict=True)
    }


def _best(score: Callable[[float], float]) -> float:
    return max(TRIED, key=lambda at: (score(at), -abs(at - 0.4)))


def _starts_f1(talks: Sequence[Talk], chances: Chances, threshold: float) -> float:
    right, found = [], []
    for talk in talks:
        column = chances[talk.name, talk.manner][:, HEADS["opens"].first]
        firsts = set(talk_structure.starts(column, threshold))
        right += [row.element is not None for row in talk.rows]
        found += [at in firsts for at in range(len(talk.rows))]
    return float(f1_score(right, found))


def _spans_f1(talks: Sequence[Talk], chances: Chances, threshold: float) -> float:
    right, found = [], []
    for talk in talks:
        made = talk_structure.spans(talk.heard, chances[talk.name, talk.manner].astype(np.float32), threshold)
        inside = {at for span in made for at in range(span.first, span.last + 1)}
        right += [row.co for row in talk.rows]
        found += [at in inside for at in range(len(talk.rows))]
    return float(f1_score(right, found, zero_division=0))


def codes_of(row: Row) -> Codes:
    assert row.tone is not None
    question = Question(row.question is not None, QuestionType(row.question) if row.question else None)
    return Codes(
        tuple(Guess(Function(name)) for name in row.functions), question, None,
        tuple(Guess(Stimulus(name)) for name in sorted(row.stimulus)),
        Guess(row.tone), Guess(Scale(row.scale)), Guess(Time(row.time)),
    )  # fmt: skip


def gold_elements(rows: Sequence[Row]) -> list[Element]:
    firsts = [at for at, row in enumerate(rows) if row.element is not None]
    lasts = [*(at - 1 for at in firsts[1:]), len(rows) - 1]
    made = []
    for first, last in zip(firsts, lasts, strict=True):
        about = rows[first].element
        assert about is not None
        made.append(Element(first, last, Initiation(about.initiation), about.subject, Tag(about.tag)))
    return made


def gold_spans(rows: Sequence[Row]) -> list[Span]:
    made: list[Span] = []
    for at, row in enumerate(rows):
        if row.co and made and made[-1].last == at - 1:
            made[-1] = Span(made[-1].first, at)
        elif row.co:
            made.append(Span(at, at))
    return made


def coded_by_people(talk: Talk) -> Description:
    turns = [turn.spoken for turn in talk.heard]
    return confirmed(
        turns, [codes_of(row) for row in talk.rows], gold_elements(talk.rows), gold_spans(talk.rows)
    )


def suggested(talk: Talk, found: np.ndarray, weights: Weights) -> Description:
    """As `describe` would make it from these chances, without reasons."""
    chances = found.astype(np.float32)
    nothing = Sparse(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(len(chances) + 1, np.int64))
    looked = suggest.Looked(nothing, np.zeros((len(chances), 1), np.float32), chances)
    made = suggest.codes(talk.heard, looked, weights, NoReasons())
    turns = tuple(Coded(turn.spoken, codes) for turn, codes in zip(talk.heard, made, strict=True))
    elements = talk_structure.elements(talk.heard, chances, [()] * len(turns), weights)
    spans = talk_structure.spans(talk.heard, chances, weights.thresholds["builds"])
    hints = tuple(tuple(row) for row in chances[:, HEADS["level"].columns].tolist())
    return Description(turns, tuple(elements), tuple(spans), hints)


def fit_levels(talks: Sequence[Talk], chances: Chances, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the marks for codes by people, and for suggestions with their hints."""
    by_people = _rows(
        [(coded_by_people(talk), talk) for talk in talks if talk.manner == "written"], hints=False
    )
    machine = [(suggested(talk, chances[talk.name, talk.manner], weights), talk) for talk in talks]
    return _fit_level(*by_people), _fit_level(*_rows(machine, hints=True))


def tell_writers(talks: Sequence[Talk], chances: Chances, weights: Weights) -> None:
    """Writes the figures on writers that the models were fitted without; the marks are weighed without them too.

    Thresholds are those of all folds together, eleven numbers in all.
    """
    columns = {manner: measures.Columns() for manner in sorted({talk.manner for talk in talks})}
    columns["punctuated"] = measures.Columns()
    for number in sorted({talk.fold for talk in talks}):
        own = [talk for talk in talks if talk.fold == number]
        level, with_hints = fit_levels([talk for talk in talks if talk.fold != number], chances, weights)
        less = replace(weights, level=level, level_with_hints=with_hints)
        for talk in own:
            described = suggested(talk, chances[talk.name, talk.manner], less)
            measures.add(columns[talk.manner], talk, described, less)
            if talk.manner == "written" and features.is_punctuated([row.text for row in talk.rows]):
                measures.add(columns["punctuated"], talk, described, less)
    found = {manner: measures.figures(one) for manner, one in columns.items()}
    WRITERS_FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _rows(
    described: Sequence[tuple[Description, Talk]], *, hints: bool
) -> tuple[list[np.ndarray], list[int], list[int]]:
    rows, right, counts = [], [], []
    for description, talk in described:
        said = said_in(description.turns)
        for element in description.elements:
            part = reading.looked_at(description, element, said)
            row = levels.features(levels.shown(part), len(part.turns))
            if hints:
                hints_here = levels.hints_of([description.hints[at] for at, _ in part.turns])
                if hints_here is None:
                    continue
                row = np.concatenate([row, hints_here])
            inside = [one.level for one in talk.rows[element.first : element.last + 1]]
            for level in sorted(set(inside)):
                rows.append(row)
                right.append(level)
                counts.append(inside.count(level))
    return rows, right, counts


def _fit_level(rows: list[np.ndarray], right: list[int], counts: list[int]) -> np.ndarray:
    model = LogisticRegression(C=LEVEL_PENALTY, fit_intercept=False, max_iter=500)
    model.fit(np.array(rows, np.float64), right, sample_weight=counts)
    assert list(model.classes_) == [1, 2, 3, 4]
    made: np.ndarray = model.coef_.T.astype(np.float32)
    return made
