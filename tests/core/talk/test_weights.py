"""Which weights are there is told by a few digits."""

from pathlib import Path

import pytest

from sidebyside.core.talk import weights


def test_other_weights_have_another_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = set()
    for number, body in enumerate((weights.NUMBERS.read_bytes(), b"others")):
        there = tmp_path / f"{number}.npz"
        there.write_bytes(body)
        monkeypatch.setattr(weights, "NUMBERS", there)
        weights.fingerprint.cache_clear()
        told.add(weights.fingerprint())
    monkeypatch.undo()
    weights.fingerprint.cache_clear()
    assert weights.fingerprint() in told
    assert len(told) == 2
    assert {len(one) for one in told} == {16}


def test_without_weights_it_is_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "NUMBERS", tmp_path / "none.npz")
    weights.fingerprint.cache_clear()
    assert weights.fingerprint() == "rules"
    weights.fingerprint.cache_clear()
