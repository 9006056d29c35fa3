"""What one worker makes of one afternoon's jars."""

import base64
import json
import signal

import pytest

from sidebyside.jobs import wire
from tests.jobs.kitchen import Kitchen
from tests.jobs.pantry import SECRET

RECIPES = ("plain", "fails", "fails_first", "breaks", "breaks_twice", "cannot_say")


@pytest.fixture(scope="module")
def jars(afternoon: Kitchen) -> dict[str, str]:
    jars = {recipe: afternoon.jar(recipe) for recipe in RECIPES}
    jars["film"] = afternoon.jar(kind="preserve")
    worker = afternoon.worker()
    afternoon.until(lambda: afternoon.held(jars["cannot_say"], 3) == "ERROR")
    waiting = {"plain", "breaks_twice", "film"}
    afternoon.until(lambda: all(afternoon.state(jars[name]) == "ready" for name in waiting))
    afternoon.until(lambda: all(afternoon.state(jars[name]) == "failed" for name in ("fails", "breaks")))
    assert afternoon.stop(worker) == 0
    return jars


def test_what_the_rows_owe_is_done_without_anybody_asking(afternoon: Kitchen, jars: dict[str, str]) -> None:
    assert afternoon.look(jars["plain"], "fillings") == 1
    afternoon.until(lambda: afternoon.held(jars["plain"]) == "SUCCESS")


def test_a_films_job_goes_through_the_films_queue(afternoon: Kitchen, jars: dict[str, str]) -> None:
    assert afternoon.held(jars["film"], column="queue_name") == "films"
    assert afternoon.held(jars["plain"], column="queue_name") == "quick"


def test_a_step_that_fails_with_its_own_word_is_not_tried_again(
    afternoon: Kitchen, jars: dict[str, str]
) -> None:
    assert afternoon.look(jars["fails"], "word") == "no_lid"
    assert len(afternoon.visits(jars["fails"], "fill")) == 1


def test_a_step_that_breaks_is_tried_again_and_may_succeed(afternoon: Kitchen, jars: dict[str, str]) -> None:
    assert len(afternoon.visits(jars["breaks_twice"], "fill")) == 3
    assert len(afternoon.visits(jars["breaks_twice"], "wash")) == 1


def test_a_step_that_keeps_breaking_ends_as_unexpected(afternoon: Kitchen, jars: dict[str, str]) -> None:
    assert afternoon.look(jars["breaks"], "word") == "unexpected"
    assert len(afternoon.visits(jars["breaks"], "fill")) == 4


def test_a_row_that_still_owes_after_an_error_gets_a_new_attempt_three_times_at_most(
    afternoon: Kitchen, jars: dict[str, str]
) -> None:
    assert afternoon.look(jars["cannot_say"], "attempt") == 3
    assert len(afternoon.visits(jars["cannot_say"], "fill")) == 3


def test_try_again_does_try_and_needs_no_sweep(afternoon: Kitchen, jars: dict[str, str]) -> None:
    code = jars["fails_first"]
    assert afternoon.state(code) == "failed"
    worker = afternoon.worker("w2", PANTRY_SWEEP_EVERY_S=3600)
    afternoon.until(lambda: afternoon.domain("SELECT name FROM jobs_workerbeat WHERE name = 'w2'"))
    asked = afternoon.run("-c", TRY_AGAIN.format(code=code))
    assert asked.returncode == 0, asked.stderr
    afternoon.until(lambda: afternoon.state(code) == "ready")
    assert afternoon.stop(worker) == 0
    afternoon.until(lambda: (afternoon.held(code, 1), afternoon.held(code, 2)) == ("ERROR", "SUCCESS"))


TRY_AGAIN = """
import django; django.setup()
from django.db import transaction
from sidebyside.jobs import Owed, ask
from tests.jobs.pantry.models import Jar
with transaction.atomic():
    Jar.objects.filter(code="{code}", attempt=1).update(attempt=2, state="owed")
    ask("bottle", Owed("{code}", 2))
"""


def test_the_store_holds_numbers_codes_and_words_only(afternoon: Kitchen, jars: dict[str, str]) -> None:
    formats = afternoon.engine("SELECT DISTINCT serialization FROM {workflow_status}")
    formats += afternoon.engine("SELECT DISTINCT serialization FROM {operation_outputs}")
    assert set(formats) == {(wire.FORMAT,)}
    texts = _texts(afternoon)
    assert len(texts) > 2 * len(jars)
    for text in texts:
        assert set(json.loads(text)) <= {"value", "failure"}
        assert not _is_pickle(text)


def test_the_store_and_the_log_hold_no_word_of_what_broke(afternoon: Kitchen, jars: dict[str, str]) -> None:
    assert "broke with RuntimeError" in afternoon.log
    assert SECRET not in afternoon.log
    assert not any("imsolls" in text or "RuntimeError" in text for text in _texts(afternoon))


def test_the_engine_says_everything_through_the_root_handlers(
    afternoon: Kitchen, jars: dict[str, str]
) -> None:
    for line in afternoon.log.splitlines():
        assert line.startswith(("ROOT ", "  ", "Worker ")) or not line, line
    assert "dbos.dev" not in afternoon.log
    assert "StepFailed" not in afternoon.log


def test_a_job_told_how_far_it_is(afternoon: Kitchen, jars: dict[str, str]) -> None:
    told = afternoon.domain("SELECT fraction_permille, phase FROM jobs_jobprogress")
    assert set(told) == {(500, "washing")}
    assert len(told) == len(jars)


def test_a_worker_that_has_stopped_is_no_longer_counted_alive(
    afternoon: Kitchen, jars: dict[str, str]
) -> None:
    assert afternoon.domain("SELECT name FROM jobs_workerbeat") == []


def test_a_worker_without_a_store_says_how_to_make_it(afternoon: Kitchen) -> None:
    elsewhere = {"SIDEBYSIDE_ENGINE_URL": f"sqlite:///{afternoon.folder}/none.sqlite3"}
    refused = afternoon.run("-m", "django", "worker", **elsewhere)
    assert refused.returncode == 2
    assert "manage.py engine_store" in refused.stderr
    assert not (afternoon.folder / "none.sqlite3").exists()


@pytest.mark.faults
def test_a_second_worker_of_the_same_name_refuses_to_start(afternoon: Kitchen) -> None:
    first = afternoon.worker("twin")
    afternoon.until(lambda: afternoon.domain("SELECT name FROM jobs_workerbeat WHERE name = 'twin'"))
    second = afternoon.run("-m", "django", "worker", "--name", "twin")
    assert second.returncode == 2
    assert "A worker named twin runs already" in second.stderr
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0


@pytest.mark.faults
def test_the_engine_does_not_start_where_the_environment_would_let_it_call_out(afternoon: Kitchen) -> None:
    refused = afternoon.run("-m", "django", "worker", "--name", "cloudy", DBOS__CLOUD="true")
    assert refused.returncode == 2
    assert "DBOS_" in refused.stderr


def _texts(kitchen: Kitchen) -> list[str]:
    found = kitchen.engine("SELECT inputs FROM {workflow_input}")
    found += kitchen.engine("SELECT output FROM {workflow_output}")
    found += kitchen.engine("SELECT error FROM {workflow_output}")
    found += kitchen.engine("SELECT output FROM {operation_outputs}")
    found += kitchen.engine("SELECT error FROM {operation_outputs}")
    return [row[0] for row in found if row[0] is not None]


def _is_pickle(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True).startswith(b"\x80")
    except ValueError:
        return False
