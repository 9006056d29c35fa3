"""The suite's own command: what it does before its tiers."""

import os
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


FAILS_ONCE = """
from pathlib import Path
import pytest
pytestmark = pytest.mark.journey
@pytest.mark.parametrize("number", range(4))
def test_a(number):
    assert number >= LATE or (Path(__file__).parent / "seen").exists()
def test_b():
    assert WELL
def test_last():
    (Path(__file__).parent / "seen").touch()
"""


@pytest.mark.parametrize(
    ("late", "well", "passed", "failed", "again"),
    # Late ones are told from broken ones, and many late ones are broken too.
    [(0, True, 6, 0, 0), (2, True, 6, 0, 2), (1, False, 5, 1, 1), (3, True, 3, 3, 0)],
)
def test_a_few_journeys_that_fail_are_made_once_more_and_are_named(
    late: int, well: bool, passed: int, failed: int, again: int, tmp_path: Path
) -> None:
    made = tmp_path / "test_made.py"
    made.write_text(FAILS_ONCE.replace("LATE", str(late)).replace("WELL", str(well)))
    count = suite.Count()
    options = ["-c", "/dev/null", "--rootdir", str(tmp_path), "-p", "xdist", str(made)]
    bare = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    suite.run_journeys(count, suite.Tier("journeys", options, bare))
    assert (count.passed, count.failed, len(count.again)) == (passed, failed, again)
