import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from sidebyside.jobs import Kind, Owed, Queue, StepFailed, ask, cancel, engine, register, run_here, store

Failures = list[tuple[Owed, str]]


class Bench:
    """A throwaway kind whose step does what it is told."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, int]] = []
        self.failures: Failures = []
        self.errors: list[BaseException] = []
        self.kind = Kind("bench", Queue.QUICK, (self.saw, self.plane), list, self._failed)

    def saw(self, code: str, attempt: int) -> None:
        self.runs.append((code, attempt))
        if self.errors:
            raise self.errors.pop(0)

    def plane(self, code: str, attempt: int) -> None:
        self.runs.append((code, attempt))

    def _failed(self, owed: Owed, word: str) -> None:
        self.failures.append((owed, word))


@pytest.fixture
def bench(own_kinds: None) -> Bench:
    bench = Bench()
    register(bench.kind)
    return bench


@pytest.fixture
def owed() -> Owed:
    return Owed(str(uuid4()), 1)


@pytest.fixture
def engine_store(data_folder: Path, transactional_db: None) -> Iterator[None]:
    engine.make_store()
    yield
    engine.close_doors()


def held_id(owed: Owed) -> str:
    return f"bench:{owed.code}:{owed.attempt}"


def test_run_here_does_every_step_in_order(bench: Bench, owed: Owed) -> None:
    run_here("bench", owed)
    assert bench.runs == [(owed.code, 1), (owed.code, 1)]
    assert bench.failures == []


def test_run_here_ends_a_job_at_the_steps_own_word(bench: Bench, owed: Owed) -> None:
    bench.errors = [StepFailed("no_wood")]
    run_here("bench", owed)
    assert len(bench.runs) == 1
    assert bench.failures == [(owed, "no_wood")]


def test_run_here_tries_what_breaks_again(bench: Bench, owed: Owed) -> None:
    bench.errors = [RuntimeError(), OSError()]
    run_here("bench", owed)
    assert len(bench.runs) == 4
    assert bench.failures == []


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_run_here_ends_what_keeps_breaking_as_unexpected(
    bench: Bench, owed: Owed, error: type[BaseException]
) -> None:
    bench.errors = [error() for _ in range(4)]
    run_here("bench", owed)
    assert bench.failures == [(owed, "unexpected")]


def test_what_broke_is_logged_by_place_and_never_by_its_words(
    bench: Bench, owed: Owed, caplog: pytest.LogCaptureFixture
) -> None:
    bench.errors = [RuntimeError("Oisín cried") for _ in range(4)]
    run_here("bench", owed)
    assert "RuntimeError" in caplog.text
    assert "in saw" in caplog.text
    assert "cried" not in caplog.text


def test_asking_puts_the_work_in_its_queue_once(engine_store: None, bench: Bench, owed: Owed) -> None:
    ask("bench", owed)
    ask("bench", owed)
    held = engine.held([held_id(owed)])
    assert [work.status for work in held.values()] == ["ENQUEUED"]


def test_asking_waits_for_the_commit(engine_store: None, bench: Bench, owed: Owed) -> None:
    with transaction.atomic():
        ask("bench", owed)
        assert engine.held([held_id(owed)]) == {}
    assert set(engine.held([held_id(owed)])) == {held_id(owed)}


def test_nothing_is_asked_for_where_the_transaction_is_rolled_back(
    engine_store: None, bench: Bench, owed: Owed
) -> None:
    with transaction.atomic():
        ask("bench", owed)
        transaction.set_rollback(True)
    assert engine.held([held_id(owed)]) == {}


def test_asking_for_an_id_that_ended_does_nothing_and_the_next_attempt_is_a_new_id(
    engine_store: None, bench: Bench, owed: Owed
) -> None:
    ask("bench", owed)
    cancel("bench", owed)
    ask("bench", owed)
    again = Owed(owed.code, 2)
    ask("bench", again)
    held = engine.held([held_id(owed), held_id(again)])
    assert [held[held_id(work)].status for work in (owed, again)] == ["CANCELLED", "ENQUEUED"]


def test_cancelling_what_nobody_asked_for_is_no_error(engine_store: None, bench: Bench, owed: Owed) -> None:
    cancel("bench", owed)
    assert engine.held([held_id(owed)]) == {}


def test_work_put_back_goes_to_its_own_queue(engine_store: None, bench: Bench, owed: Owed) -> None:
    ask("bench", owed)
    cancel("bench", owed)
    engine.hand_back(held_id(owed), Queue.QUICK)
    opened = store.client_engine(store.url())
    with opened.connect() as rows:
        table = "engine.workflow_status" if connection.vendor == "postgresql" else "workflow_status"
        found = rows.exec_driver_sql(
            f"SELECT status, queue_name FROM {table} WHERE workflow_uuid = '{held_id(owed)}'"
        ).fetchall()
    opened.dispose()
    assert [tuple(row) for row in found] == [("ENQUEUED", "quick")]


@pytest.mark.django_db(transaction=True)
def test_a_page_goes_on_where_the_engines_server_is_away(
    data_folder: Path, settings: Settings, bench: Bench, owed: Owed, caplog: pytest.LogCaptureFixture
) -> None:
    away = "postgresql://nobody@127.0.0.1:9/none"
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"ENGINE_URL": away}
    with caplog.at_level(logging.WARNING):
        ask("bench", owed)
        cancel("bench", owed)
        ask("bench", owed)
    assert "(OperationalError); the sweep asks for bench later." in caplog.text
    assert "(StoreResting); the sweep asks for bench later." in caplog.text


def test_a_kind_nobody_registered_is_refused_at_once(owed: Owed) -> None:
    with pytest.raises(KeyError):
        ask("whittling", owed)


def test_a_kind_is_registered_once(bench: Bench) -> None:
    register(bench.kind)
    other = Kind("bench", Queue.SLOW, (bench.saw,), list, bench.kind.failed)
    with pytest.raises(ValueError, match="registered twice"):
        register(other)


@pytest.mark.parametrize("steps", [(), "twice"])
def test_a_kind_needs_steps_of_different_names(own_kinds: None, steps: object) -> None:
    bench = Bench()
    given = (bench.saw, bench.saw) if steps == "twice" else ()
    with pytest.raises(ValueError, match="a name of its own"):
        register(Kind("odd", Queue.QUICK, given, list, bench.kind.failed))


def test_what_is_owed_is_named_by_a_public_id_however_it_is_written() -> None:
    code = uuid4()
    assert Owed(code, 1) == Owed(str(code).upper(), 1) == Owed(code.hex, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "attempt"), [("17", 1), ("Ana Ash", 1), ("6ec0bd7f-11c7-43da-975e-2a8ad9ebae0b", -1)]
)
def test_what_is_owed_is_named_by_nothing_else(code: str, attempt: int) -> None:
    with pytest.raises(ValueError, match=r"UUID|attempt"):
        Owed(code, attempt)


@pytest.mark.parametrize("word", ["", "No_Lid", "no lid", "_no", "no__lid", "x" * 41, "née"])
def test_a_failure_has_a_plain_word(word: str) -> None:
    with pytest.raises(ValueError, match="word"):
        StepFailed(word)


# Where the store is a file. On PostgreSQL it lies beside the tables, and locks are of rows.
if connection.vendor == "sqlite":

    @pytest.mark.django_db(transaction=True)
    def test_a_page_goes_on_where_the_engine_has_no_store(
        data_folder: Path, bench: Bench, owed: Owed, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            ask("bench", owed)
        assert "The engine is out (StoreMissing); the sweep asks for bench later." in caplog.text
        assert list(data_folder.iterdir()) == []

    @pytest.mark.faults
    def test_a_page_goes_on_where_somebody_keeps_the_store_locked(
        engine_store: None, data_folder: Path, bench: Bench, owed: Owed, caplog: pytest.LogCaptureFixture
    ) -> None:
        locking = sqlite3.connect(data_folder / "engine.sqlite3", isolation_level=None)
        locking.execute("BEGIN IMMEDIATE")
        ask("bench", owed)
        locking.execute("ROLLBACK")
        locking.close()
        assert "The engine is out (OperationalError)" in caplog.text
