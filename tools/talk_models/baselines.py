"""Two baselines: the commonest value, and single words with logistic regression, turn by turn."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from .corpus import Conversation, Row

_VALUES = {
    "main function, macro-F1": lambda row: row.functions[0],
    "question, F1": lambda row: row.question is not None,
    "scale, macro-F1": lambda row: row.scale,
    "time, macro-F1": lambda row: row.time,
    "element starts, F1": lambda row: row.element is not None,
    "co-construction turns, F1": lambda row: row.co,
    "level, exact": lambda row: row.level,
    "tone, exact": lambda row: row.tone,
}


def figures(train: Sequence[Conversation], test: Sequence[Conversation]) -> dict[str, dict[str, float]]:
    ones, twos = _rows(train), _rows(test)
    counter = CountVectorizer(min_df=2, token_pattern=r"[a-z']+|\?")
    known = counter.fit_transform([row.text for row in ones])
    asked = counter.transform([row.text for row in twos])
    made: dict[str, dict[str, float]] = {"commonest value": {}, "words, logistic regression": {}}
    for name, value in _VALUES.items():
        right = [value(row) for row in ones]
        gold = [value(row) for row in twos]
        commonest = Counter(right).most_common(1)[0][0]
        model = LogisticRegression(max_iter=300).fit(known, right)
        made["commonest value"][name] = _score(name, gold, [commonest] * len(gold))
        made["words, logistic regression"][name] = _score(name, gold, list(model.predict(asked)))
    return made


def _rows(conversations: Sequence[Conversation]) -> list[Row]:
    return [row for one in conversations for row in one.rows if not row.backchannel]


def _score(name: str, gold: list[object], found: list[object]) -> float:
    if name.endswith("exact"):
        return float(np.mean([one == two for one, two in zip(gold, found, strict=True)]))
    if name.endswith("macro-F1"):
        return float(f1_score(gold, found, average="macro", labels=sorted(set(gold)), zero_division=0))
    return float(f1_score(gold, found, zero_division=0))
