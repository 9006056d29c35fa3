"""The shipped weights: whole, small, without names, and as good on the untouched part as they were when shipped."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from tools.talk_models import corpus, figures

from sidebyside.core.talk.weights import FOLDER, NUMBERS, WORDS, load

LARGEST = 15 * 1024 * 1024
# A little under what was measured when the weights were made; see docs/model-card.md.
FLOORS = {
    "written": {
        "main function, macro-F1": 0.63,
        "main function, lowest F1": 0.53,
        "main function, kappa": 0.63,
        "main function, right when further ones count": 0.79,
        "question, F1": 0.89,
        "open or closed, right": 0.88,
        "stimulus, macro-F1": 0.55,
        "tone, within one step": 0.97,
        "scale, macro-F1": 0.57,
        "time, macro-F1": 0.68,
        "element starts, F1": 0.63,
        "co-construction turns, F1": 0.78,
        "level, exact": 0.68,
        "level, within one": 0.98,
    },
    "bare": {
        "main function, macro-F1": 0.61,
        "main function, lowest F1": 0.50,
        "main function, kappa": 0.61,
        "main function, right when further ones count": 0.77,
        "question, F1": 0.81,
        "open or closed, right": 0.88,
        "stimulus, macro-F1": 0.55,
        "tone, within one step": 0.97,
        "scale, macro-F1": 0.57,
        "time, macro-F1": 0.68,
        "element starts, F1": 0.63,
        "co-construction turns, F1": 0.76,
        "level, exact": 0.67,
        "level, within one": 0.97,
    },
    "punctuated": {
        "main function, macro-F1": 0.64,
        "main function, lowest F1": 0.53,
        "main function, kappa": 0.64,
        "main function, right when further ones count": 0.79,
        "question, F1": 0.91,
        "open or closed, right": 0.88,
        "stimulus, macro-F1": 0.55,
        "tone, within one step": 0.97,
        "scale, macro-F1": 0.58,
        "time, macro-F1": 0.68,
        "element starts, F1": 0.63,
        "co-construction turns, F1": 0.81,
        "level, exact": 0.67,
        "level, within one": 0.98,
    },
}


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, float]]:
    return figures.on_test(("written", "bare"))


def test_weights_are_those_of_the_manifest_and_small() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    for path in (NUMBERS, WORDS):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == manifest["sha256"][path.name]
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < LARGEST
    assert "CC BY 4.0" in (FOLDER / "NOTICE").read_text()


def test_no_name_is_a_feature() -> None:
    weights = load()
    assert weights is not None
    names = {"amara", "leo", "priya", "hannah", "mr", "mrs", "miss", "hardcastle"}
    for feature in weights.features:
        assert not names & set(feature.partition(":")[2].split())
    assert not names & set(weights.rarity)


def test_nothing_heavy_is_imported_for_the_command() -> None:
    code = "import sys, sidebyside.web.commands.talk; print('numpy' in sys.modules, 'django' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(FOLDER.parents[3])},
    )
    assert found.stdout.split() == ["False", "False"]


def test_the_corpus_is_as_the_manual_says() -> None:
    conversations = corpus.read_all()
    assert len(conversations) >= 60
    assert sum(not row.backchannel for one in conversations for row in one.rows) >= 4000
    assert {one.about["split"] for one in conversations} == {"train", "test"}


@pytest.mark.parametrize("manner", ["written", "bare", "punctuated"])
def test_figures_do_not_fall(
    manner: str, measured: dict[str, dict[str, float]], record_property: Callable[[str, object], None]
) -> None:
    short = {}
    for name, floor in FLOORS[manner].items():
        record_property(f"{manner}: {name}", measured[manner][name])
        if measured[manner][name] < floor:
            short[name] = (measured[manner][name], floor)
    assert not short
