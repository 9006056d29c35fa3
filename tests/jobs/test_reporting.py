from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sidebyside.jobs import progress, report, reporting

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(reporting, "WRITE_EVERY_S", 3600.0)
    return str(uuid4())


def at(code: str) -> tuple[int, int, str] | None:
    now = progress("film", code)
    return (now.attempt, now.fraction_permille, now.phase) if now else None


def test_there_is_no_progress_before_the_first_word(code: str) -> None:
    assert progress("film", code) is None


def test_progress_is_told_in_thousandths_of_a_phase(code: str) -> None:
    report("film", code, 1, 0.1234, "reading")
    assert at(code) == (1, 123, "reading")
    assert progress("film", code).fraction == 0.123  # type: ignore[union-attr]


def test_progress_is_written_now_and_then_only(code: str) -> None:
    report("film", code, 1, 0.1, "reading")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for percent in range(10, 90):
            report("film", code, 1, percent / 100, "reading")
    assert len(queries) == 0
    assert at(code) == (1, 100, "reading")


def test_a_new_phase_and_the_end_of_one_are_written_at_once(code: str) -> None:
    report("film", code, 1, 0.1, "reading")
    report("film", code, 1, 1, "reading")
    assert at(code) == (1, 1000, "reading")
    report("film", code, 1, 0, "writing")
    assert at(code) == (1, 0, "writing")


def test_an_older_attempt_that_still_runs_changes_nothing(code: str) -> None:
    report("film", code, 2, 0.1, "reading")
    report("film", code, 1, 0.9, "writing")
    assert at(code) == (2, 100, "reading")


def test_a_new_attempt_begins_again(code: str) -> None:
    report("film", code, 1, 1, "writing")
    report("film", code, 2, 0, "reading")
    assert at(code) == (2, 0, "reading")


def test_a_fraction_out_of_range_is_held_within_it(code: str) -> None:
    report("film", code, 1, 1.7, "reading")
    assert at(code) == (1, 1000, "reading")
    report("film", code, 1, -1, "writing")
    assert at(code) == (1, 0, "writing")


def test_a_phase_is_a_word_and_no_text(code: str) -> None:
    with pytest.raises(ValueError, match="word"):
        report("film", code, 1, 0, "Lesson of Ana")
