"""The suite's own command: what it does before its tiers."""

from pathlib import Path

import pytest
from tests.journeys.stack import environment_for

from sidebyside.core.listening.fetching import CannotFetch
from sidebyside.web.commands import test as suite


@pytest.mark.parametrize(("failures", "broken"), [(0, []), (2, []), (3, ["speech model"])])
def test_the_speech_model_is_fetched_once_with_two_more_tries(
    failures: int, broken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def add(*given: object) -> bool:
        tried.append(given)
        if len(tried) <= failures:
            raise CannotFetch("The network is away.")
        return True

    monkeypatch.setattr(suite, "add_model", add)
    monkeypatch.setattr(suite, "FETCH_AGAIN_AFTER_S", 0)
    count = suite.Count()
    suite.fetch_speech_model(count)
    assert count.broken == broken
    assert len(tried) == min(failures + 1, 3)


def test_a_journey_finds_the_models_of_the_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDEBYSIDE_MODELS", str(tmp_path))
    assert environment_for(tmp_path / "school")["SIDEBYSIDE_MODELS"] == str(tmp_path.resolve())
