"""Fits all weights anew and writes them: `python -m tools.talk_models.fit`. Same input, same versions, same weights.

Needs the sets that `sources.DATA` names beside the repository. Every process computes with one thread.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge

from sidebyside.core.talk import context, uptake
from sidebyside.core.talk.features import Heard, counted
from sidebyside.core.talk.heads import HEADS
from sidebyside.core.talk.likeness import likeness
from sidebyside.core.talk.suggest import FIRST_SAY, chances_of
from sidebyside.core.talk.ties import leaned
from sidebyside.core.talk.weights import FOLDER, NUMBERS, WORDS, Weights

from . import corpus, samples, sources, structure
from .names import names_in
from .samples import Aim, Talk
from .softmax import fit
from .ties import ties_of

# What is bare is also in what a recogniser writes; it is left for measuring.
MANNERS = ("written", "recognised")
FIRST_PENALTY, FIRST_STEPS = 3.0, 60
SECOND_PENALTY, SECOND_STEPS = 4.0, 60
# A cue is penalised as if it were this much smaller: groups of phrases crowd out single words otherwise.
CUE_SIZE = 0.4
FEWEST_TALKS = 3
MEETING_ROWS, MEETING_WEIGHT = 400, 0.6
UPTAKE_PENALTY = 200.0


@dataclass(frozen=True)
class First:
    vocabulary: dict[str, int]
    weights: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class Given:
    """All that fitting reads; made once, shared by the processes that fit the folds."""

    talks: list[Talk]
    meetings: list[sources.Meeting]
    names: frozenset[str]
    rarity: dict[str, float]


_given: Given
_found: dict[tuple[str, str], np.ndarray]


def gather(conversations: Sequence[corpus.Conversation], manners: Sequence[str] = MANNERS) -> Given:
    talks = samples.talks(conversations, manners)
    said = [row.text for one in conversations for row in one.rows]
    names = names_in([*said, *sources.texts()])
    meetings = [
        one
        for manner in manners
        for one in sources.meetings(manner, held_out=False, most=MEETING_ROWS)
    ]  # fmt: skip
    return Given(talks, meetings, names, _rarity(said, names))


def _rarity(said: Sequence[str], names: frozenset[str]) -> dict[str, float]:
    """The logarithm of how many turns there are to one that has the word, for words that are no names."""
    counts: dict[str, int] = {}
    all_texts = [*said, *sources.texts()]
    for text in all_texts:
        for word in set(sources.words_in(text)):
            counts[word] = counts.get(word, 0) + 1
    size = len(all_texts)
    return {
        word: round(float(np.log((size + 1) / (count + 1))), 2)
        for word, count in sorted(counts.items())
        if count > 2 and word not in names and word.isascii()
    }


def vocabulary(talks: Sequence[Talk], names: frozenset[str]) -> dict[str, int]:
    seen: dict[str, set[str]] = {}
    for talk in talks:
        for turn in talk.heard:
            for name in turn.features:
                seen.setdefault(name, set()).add(talk.name)
    kept = sorted(
        name for name, where in seen.items() if len(where) >= FEWEST_TALKS and not _has_name(name, names)
    )
    return {name: place for place, name in enumerate(kept)}


def _has_name(feature: str, names: frozenset[str]) -> bool:
    kind, _, text = feature.partition(":")
    return kind in ("w", "b", "s", "e", "q", "l") and any(word in names for word in text.split())


def matrix(heard: Sequence[Heard], places: dict[str, int]) -> csr_matrix:
    rows = counted(heard, places)
    return csr_matrix((rows.values, rows.indices, rows.starts), shape=(rows.rows, len(places)))


def _sizes(places: dict[str, int]) -> np.ndarray:
    return np.array([CUE_SIZE if name[0] == "c" or name.startswith("lc:") else 1.0 for name in places])


def _heard(talks: Sequence[Talk]) -> list[Heard]:
    return [turn for talk in talks for turn in talk.heard]


def fit_first(given: Given, talks: Sequence[Talk]) -> First:
    places = vocabulary(talks, given.names)
    heard = [*_heard(talks), *(turn for one in given.meetings for turn in one.heard)]
    aims: list[Aim] = [samples.aim_of(talk) for talk in talks]
    aims += [sources.aim_of(one, MEETING_WEIGHT) for one in given.meetings]
    weights, bias = fit(
        matrix(heard, places), samples.together(aims), FIRST_PENALTY, FIRST_STEPS, _sizes(places)
    )
    return First(places, weights, bias)


def first_chances(first: First, talks: Sequence[Talk]) -> dict[tuple[str, str], np.ndarray]:
    scores = np.asarray(matrix(_heard(talks), first.vocabulary) @ first.weights) + first.bias
    return parted(chances_of(scores), talks)


def parted(rows: np.ndarray, talks: Sequence[Talk]) -> dict[tuple[str, str], np.ndarray]:
    made, at = {}, 0
    for talk in talks:
        made[talk.name, talk.manner] = rows[at : at + len(talk.rows)]
        at += len(talk.rows)
    return made


def around(
    talks: Sequence[Talk], chances: dict[tuple[str, str], np.ndarray], rarity: dict[str, float]
) -> np.ndarray:
    return np.vstack(
        [
            context.around(
                talk.heard, chances[talk.name, talk.manner].astype(np.float32), likeness(talk.heard, rarity)
            )
            for talk in talks
        ]
    ).astype(float)


def fit_second(
    given: Given, talks: Sequence[Talk], chances: dict[tuple[str, str], np.ndarray], places: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    near = around(talks, chances, given.rarity)
    aim = samples.together([samples.aim_of(talk) for talk in talks])
    words = matrix(_heard(talks), places)
    return fit(words, aim, SECOND_PENALTY, SECOND_STEPS, _sizes(places), near)


def _first_fold(number: int) -> dict[tuple[str, str], np.ndarray]:
    others = [talk for talk in _given.talks if talk.fold != number]
    return first_chances(fit_first(_given, others), [talk for talk in _given.talks if talk.fold == number])


def _second_fold(number: int) -> dict[tuple[str, str], np.ndarray]:
    others = [talk for talk in _given.talks if talk.fold != number]
    own = [talk for talk in _given.talks if talk.fold == number]
    places = vocabulary(others, _given.names)
    weights, bias = fit_second(_given, others, _found, places)
    near = around(own, _found, _given.rarity)
    width = len(places)
    scores = np.asarray(matrix(_heard(own), places) @ weights[:width]) + near @ weights[width:] + bias
    first = np.vstack([_found[talk.name, talk.manner] for talk in own])
    for name in ("asks", "open"):
        at = HEADS[name].first
        odds = np.log(np.clip(first[:, at], 1e-9, 1 - 1e-9) / np.clip(1 - first[:, at], 1e-9, 1))
        scores[:, at] = (1 - FIRST_SAY) * scores[:, at] + FIRST_SAY * odds
    ties = ties_of(others)
    return {name: leaned(found, ties) for name, found in parted(chances_of(scores), own).items()}


def _all_folds(fold: object, given: Given) -> dict[tuple[str, str], np.ndarray]:
    folds = sorted({talk.fold for talk in given.talks})
    made: dict[tuple[str, str], np.ndarray] = {}
    with Pool(2) as pool:
        for part in pool.map(fold, folds, chunksize=1):  # type: ignore[arg-type]
            made.update(part)
    return made


def _whole_first() -> First:
    return fit_first(_given, _given.talks)


def _whole_second() -> tuple[np.ndarray, np.ndarray]:
    return fit_second(_given, _given.talks, _found, vocabulary(_given.talks, _given.names))


def fit_uptake(rarity: dict[str, float]) -> tuple[np.ndarray, float]:
    found = sources.exchanges(held_out=False)
    rows = np.array([exchange_features(one, rarity) for one in found])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = Ridge(alpha=UPTAKE_PENALTY).fit((rows - mean) / spread, [one.rating for one in found])
    weights = model.coef_ / spread
    return weights, float(model.intercept_ - weights @ mean)


def exchange_features(one: sources.Exchange, rarity: dict[str, float]) -> list[float]:
    asks = ("?" in one.before, "?" in one.after)
    return uptake.pair_features(sources.words_in(one.before), sources.words_in(one.after), asks, rarity)


def centred(weights: np.ndarray) -> np.ndarray:
    """Of a head with one right value only differences count; centred, each weight speaks for its value."""
    made = weights.copy()
    for head in HEADS.values():
        if head.one:
            made[:, head.columns] -= made[:, head.columns].mean(axis=1, keepdims=True)
    return made


def fit_all(given: Given) -> Weights:
    global _given, _found
    _given = given
    _found = _all_folds(_first_fold, given)
    print("first look: folds done", flush=True)
    second_chances = _all_folds(_second_fold, given)
    print("second look: folds done", flush=True)
    with Pool(2) as pool:
        whole = pool.apply_async(_whole_first)
        weights, bias = pool.apply_async(_whole_second).get()
        first = whole.get()
    width = len(first.vocabulary)
    uptake_weights, uptake_bias = fit_uptake(given.rarity)
    made = Weights(
        first.vocabulary, tuple(first.vocabulary), _small(centred(first.weights)), _small(first.bias),
        _small(centred(weights[:width])), _small(centred(weights[width:])), _small(bias),
        uptake_weights.astype(np.float32), uptake_bias, np.zeros((1, 4), np.float32), np.zeros((1, 4), np.float32),
        _small(ties_of(given.talks)), given.rarity, {},
    )  # fmt: skip
    made = replace(made, thresholds=structure.thresholds(given.talks, second_chances))
    structure.tell_writers(given.talks, second_chances, made)
    level, with_hints = structure.fit_levels(given.talks, second_chances, made)
    return replace(made, level=level, level_with_hints=with_hints)


def _small(values: np.ndarray) -> np.ndarray:
    """As they are kept: in half precision, so that what is fitted is what is used."""
    return values.astype(np.float16).astype(np.float32)


def write(made: Weights) -> str:
    """Writes the weights, and their hashes into a manifest. Returns the hash of both together."""
    FOLDER.mkdir(exist_ok=True)
    half = {
        name: getattr(made, name).astype(np.float16)
        for name in ("first", "first_bias", "own", "around", "second_bias")
    }
    np.savez_compressed(
        NUMBERS, allow_pickle=False, **half,
        uptake=made.uptake, uptake_bias=np.array(made.uptake_bias), level=made.level,
        level_with_hints=made.level_with_hints, ties=made.ties.astype(np.float16),
        rarity=np.array(list(made.rarity.values()), np.float16),
    )  # fmt: skip
    words = {"features": list(made.features), "words": list(made.rarity), "thresholds": made.thresholds}
    WORDS.write_text(json.dumps(words, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (NUMBERS, WORDS)}
    manifest = FOLDER / "manifest.json"
    about = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    manifest.write_text(json.dumps({**about, "sha256": hashes}, indent=1) + "\n", encoding="utf-8")
    return " ".join(hashes.values())


def main() -> None:
    conversations = [one for one in corpus.read_all() if one.about["split"] == "train"]
    print(write(fit_all(gather(conversations))))


if __name__ == "__main__":
    main()
