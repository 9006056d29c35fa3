"""The fitted weights of this product, read when they are first needed. `tools/talk_models/fit.py` writes them."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from .features import Floats

FOLDER = Path(__file__).resolve().parent / "models"
NUMBERS = FOLDER / "talk.npz"
WORDS = FOLDER / "talk.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """`own` are features x columns, `around` context columns x columns; the rest is explained in `talk.json`."""

    vocabulary: dict[str, int]
    features: tuple[str, ...]
    first: Floats
    first_bias: Floats
    own: Floats
    around: Floats
    second_bias: Floats
    uptake: Floats
    uptake_bias: float
    level: Floats
    level_with_hints: Floats
    ties: Floats
    rarity: dict[str, float]
    thresholds: dict[str, float]


@cache
def load() -> Weights | None:
    """None where the weights are not there; then rules alone describe a talk."""
    if not NUMBERS.exists() or not WORDS.exists():
        return None
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    with np.load(NUMBERS) as kept:
        numbers = {name: kept[name].astype(np.float32) for name in kept.files}
    features = tuple(words["features"])
    return Weights(
        vocabulary={name: place for place, name in enumerate(features)},
        features=features,
        first=numbers["first"],
        first_bias=numbers["first_bias"],
        own=numbers["own"],
        around=numbers["around"],
        second_bias=numbers["second_bias"],
        uptake=numbers["uptake"],
        uptake_bias=float(numbers["uptake_bias"]),
        level=numbers["level"],
        level_with_hints=numbers["level_with_hints"],
        ties=numbers["ties"],
        rarity=dict(zip(words["words"], numbers["rarity"].tolist(), strict=True)),
        thresholds=words["thresholds"],
    )


@cache
def fingerprint() -> str:
    """16 hexadecimal digits that tell these weights from others; "rules" where there are none."""
    if not NUMBERS.exists() or not WORDS.exists():
        return "rules"
    found = hashlib.sha256()
    for path in (NUMBERS, WORDS):
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]
