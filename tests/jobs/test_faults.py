"""What happens when workers die, freeze, are told to stop or are replaced: the slow tests."""

import hashlib
import signal
import subprocess

import pytest

from tests.jobs.kitchen import SERVER, Kitchen

pytestmark = pytest.mark.faults

IMPATIENT = {"PANTRY_DEAD_AFTER_S": 2}


def begun(kitchen: Kitchen, code: str, runs: int = 1) -> None:
    kitchen.until(lambda: len(kitchen.visits(code, "fill")) >= runs)


def alive(kitchen: Kitchen, name: str) -> bool:
    return bool(kitchen.domain(f"SELECT name FROM jobs_workerbeat WHERE name = '{name}'"))


def test_after_a_kill_the_same_worker_goes_on_from_the_step_it_was_in(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits")
    first = kitchen.worker()
    begun(kitchen, code)
    kitchen.kill(first)
    second = kitchen.worker()
    begun(kitchen, code, runs=2)
    kitchen.open_gate()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    assert kitchen.visits(code, "wash") == [first.pid]
    assert kitchen.visits(code, "fill") == [first.pid, second.pid]


def test_another_worker_takes_over_from_a_dead_one_within_the_same_queue(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits", kind="preserve")
    first = kitchen.worker("w1")
    begun(kitchen, code)
    second = kitchen.worker("w2", **IMPATIENT)
    kitchen.until(lambda: alive(kitchen, "w2"))
    kitchen.kill(first)
    begun(kitchen, code, runs=2)
    assert kitchen.held(code, column="queue_name") == "films"
    kitchen.open_gate()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    assert kitchen.visits(code, "fill") == [first.pid, second.pid]


def test_what_was_taken_over_still_counts_as_one_of_the_films_at_a_time(kitchen: Kitchen) -> None:
    first = kitchen.worker("w1")
    codes = [kitchen.jar("waits", kind="preserve")]
    begun(kitchen, codes[0])
    second = kitchen.worker("w2", **IMPATIENT)
    codes.append(kitchen.jar("waits", kind="preserve"))
    begun(kitchen, codes[1])
    kitchen.kill(first)
    kitchen.until(lambda: kitchen.held(codes[0]) == "ENQUEUED")
    passing = kitchen.jar()
    kitchen.until(lambda: kitchen.state(passing) == "ready")
    assert kitchen.visits(codes[0], "fill") == [first.pid]
    kitchen.open_gate()
    kitchen.until(lambda: all(kitchen.state(code) == "ready" for code in codes))
    assert kitchen.visits(codes[0], "fill") == [first.pid, second.pid]


def test_a_jar_that_kills_its_worker_is_given_up_after_three_recoveries(kitchen: Kitchen) -> None:
    code = kitchen.jar("kills")
    deaths = 0
    while kitchen.state(code) == "owed" and deaths < 8:
        worker = kitchen.worker()
        kitchen.until(lambda worker=worker: worker.poll() is not None or kitchen.state(code) == "failed")
        deaths += worker.poll() == -signal.SIGKILL
    assert (kitchen.state(code), kitchen.look(code, "word")) == ("failed", "worker_lost")
    assert deaths == len(kitchen.visits(code, "fill")) == 4
    assert kitchen.look(code, "attempt") == 1


def test_a_jar_that_kills_its_worker_is_given_up_also_where_others_take_over(kitchen: Kitchen) -> None:
    code = kitchen.jar("kills")
    for number in range(6):
        worker = kitchen.worker(f"w{number}", **IMPATIENT)
        kitchen.until(lambda worker=worker: worker.poll() is not None or kitchen.state(code) == "failed")
    assert (kitchen.state(code), kitchen.look(code, "word")) == ("failed", "worker_lost")
    assert len(kitchen.visits(code, "fill")) == 4


def test_a_false_take_over_runs_a_step_twice_and_publishes_once(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits")
    frozen = kitchen.worker("w1")
    begun(kitchen, code)
    frozen.send_signal(signal.SIGSTOP)
    kitchen.worker("w2", **IMPATIENT)
    begun(kitchen, code, runs=2)
    kitchen.open_gate()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    published = kitchen.look(code, "filled_with")
    frozen.send_signal(signal.SIGCONT)
    assert kitchen.stop(frozen) == 0
    assert kitchen.look(code, "fillings") == 1
    assert kitchen.look(code, "filled_with") == published
    kitchen.until(lambda: kitchen.held(code) == "SUCCESS")


def test_a_worker_whose_own_beat_is_old_does_not_take_over_from_itself(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits")
    worker = kitchen.worker(PANTRY_DEAD_AFTER_S=0.1, PANTRY_BEAT_EVERY_S=3600)
    begun(kitchen, code)
    for _ in range(3):
        later = kitchen.jar()
        kitchen.until(lambda later=later: kitchen.state(later) == "ready")
    kitchen.open_gate()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    assert kitchen.visits(code, "fill") == [worker.pid]


def test_a_worker_told_to_stop_finishes_its_step_and_hands_the_rest_back(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits_washing", kind="preserve")
    first = kitchen.worker("w1", patience=20)
    kitchen.until(lambda: kitchen.visits(code, "wash"))
    first.send_signal(signal.SIGTERM)
    kitchen.until(lambda: "Worker w1 is told to stop." in kitchen.log)
    kitchen.open_gate()
    assert first.wait(60) == 0
    assert kitchen.held(code) == "ENQUEUED"
    assert kitchen.held(code, column="queue_name") == "films"
    assert kitchen.visits(code, "fill") == []
    second = kitchen.worker("w2")
    kitchen.until(lambda: kitchen.state(code) == "ready")
    assert kitchen.visits(code, "wash") == [first.pid]
    assert kitchen.visits(code, "fill") == [second.pid]


def test_a_step_longer_than_the_patience_is_cut_and_done_again(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits")
    first = kitchen.worker(patience=1)
    begun(kitchen, code)
    assert kitchen.stop(first) == 0
    assert kitchen.state(code) == "owed"
    kitchen.open_gate()
    second = kitchen.worker()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    assert kitchen.visits(code, "fill") == [first.pid, second.pid]


def test_work_that_an_older_version_began_is_begun_anew_under_a_new_id(kitchen: Kitchen) -> None:
    begun_code, waiting_code = kitchen.jar("waits", kind="preserve"), kitchen.jar("waits", kind="preserve")
    old = kitchen.worker(PANTRY_VERSION="old")
    kitchen.until(lambda: kitchen.held(waiting_code) and kitchen.held(begun_code))
    kitchen.until(lambda: kitchen.visits(begun_code, "fill") or kitchen.visits(waiting_code, "fill"))
    if kitchen.visits(waiting_code, "fill"):
        begun_code, waiting_code = waiting_code, begun_code
    kitchen.kill(old)
    kitchen.open_gate()
    kitchen.worker(PANTRY_VERSION="new", **IMPATIENT)
    kitchen.until(lambda: {kitchen.state(begun_code), kitchen.state(waiting_code)} == {"ready"})
    kitchen.until(
        lambda: (kitchen.held(begun_code, 1), kitchen.held(begun_code, 2)) == ("CANCELLED", "SUCCESS")
    )
    kitchen.until(lambda: (kitchen.held(waiting_code, 1), kitchen.held(waiting_code, 2)) == ("SUCCESS", None))


def test_going_back_to_an_older_version_still_finds_new_work(kitchen: Kitchen) -> None:
    for version in ("one", "two", "one"):
        code = kitchen.jar()
        worker = kitchen.worker(PANTRY_VERSION=version)
        kitchen.until(lambda code=code: kitchen.state(code) == "ready")
        kitchen.stop(worker)
        assert kitchen.held(code, column="application_version") == version


def test_cancelled_work_that_is_still_owed_is_asked_for_under_a_new_id(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits")
    kitchen.worker()
    begun(kitchen, code)
    cancelled = kitchen.run("-c", CANCEL.format(code=code))
    assert cancelled.returncode == 0, cancelled.stderr
    kitchen.until(lambda: kitchen.held(code, 2))
    kitchen.open_gate()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    assert kitchen.held(code, 1) == "CANCELLED"
    assert kitchen.look(code, "attempt") == 2


CANCEL = """
import django; django.setup()
from sidebyside.jobs import Owed, cancel
cancel("bottle", Owed("{code}", 1))
"""


def test_work_the_engine_did_and_the_rows_do_not_know_of_is_done_again(kitchen: Kitchen) -> None:
    code = kitchen.jar()
    worker = kitchen.worker()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    kitchen.stop(worker)
    kitchen.domain("UPDATE pantry_jar SET state = 'owed'")
    kitchen.worker()
    kitchen.until(lambda: kitchen.state(code) == "ready")
    kitchen.until(lambda: kitchen.held(code, 2) == "SUCCESS")


def test_work_claimed_and_never_begun_by_a_living_worker_is_put_back(kitchen: Kitchen) -> None:
    code = kitchen.jar("waits")
    worker = kitchen.worker()
    begun(kitchen, code)
    stranded = kitchen.jar()
    kitchen.until(lambda: kitchen.state(stranded) == "ready")
    kitchen.domain("UPDATE pantry_jar SET state = 'owed' WHERE recipe = 'plain'")
    kitchen.engine(
        "UPDATE {workflow_status} SET status = 'PENDING', executor_id = 'w1' WHERE workflow_uuid "
        f"LIKE '%{stranded}:1'"
    )
    kitchen.until(lambda: kitchen.held(stranded) == "SUCCESS")
    assert worker.poll() is None


def test_films_are_done_one_at_a_time_and_small_work_passes_them(kitchen: Kitchen) -> None:
    films = [kitchen.jar("waits", kind="preserve") for _ in range(3)]
    kitchen.worker()
    kitchen.until(lambda: any(kitchen.visits(code, "fill") for code in films))
    small = [kitchen.jar() for _ in range(6)]
    kitchen.until(lambda: all(kitchen.state(code) == "ready" for code in small))
    assert sum(len(kitchen.visits(code, "fill")) for code in films) == 1
    kitchen.open_gate()
    kitchen.until(lambda: all(kitchen.state(code) == "ready" for code in films))


def test_two_workers_do_everything_once(kitchen: Kitchen) -> None:
    codes = [kitchen.jar() for _ in range(40)]
    workers: list[subprocess.Popen[bytes]] = [kitchen.worker("w1"), kitchen.worker("w2")]
    kitchen.until(lambda: all(kitchen.state(code) == "ready" for code in codes))
    assert all(len(kitchen.visits(code, "fill")) == 1 for code in codes)
    assert [kitchen.stop(worker) for worker in workers] == [0, 0]


LOCK = """
import sqlite3, time
files = [sqlite3.connect("{folder}/" + name, isolation_level=None) for name in ("sidebyside.sqlite3", "engine.sqlite3")]
for file in files:
    file.execute("PRAGMA busy_timeout=20000")
    file.execute("BEGIN IMMEDIATE")
time.sleep(3)
"""

if SERVER:

    def name_is_held(name: str) -> str:
        key = hashlib.sha256(f"sidebyside worker {name}".encode()).digest()
        halves = int.from_bytes(key[:4], "big"), int.from_bytes(key[4:8], "big")
        return f"SELECT 1 FROM pg_locks WHERE (classid::bigint, objid::bigint) = {halves} AND granted"

    def test_a_worker_whose_connections_are_cut_goes_on_and_keeps_its_name(kitchen: Kitchen) -> None:
        worker, before = kitchen.worker(), kitchen.jar()
        kitchen.until(lambda: kitchen.state(before) == "ready")
        kitchen.domain(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        code = kitchen.jar()
        kitchen.until(lambda: kitchen.state(code) == "ready")
        kitchen.until(lambda: kitchen.domain(name_is_held("w1")))
        assert kitchen.run("-m", "django", "worker", "--name", "w1").returncode == 2
        assert kitchen.stop(worker) == 0

else:

    def test_a_worker_lives_through_its_rows_being_locked_for_a_while(kitchen: Kitchen) -> None:
        worker = kitchen.worker()
        kitchen.until(lambda: alive(kitchen, "w1"))
        locked = kitchen.run("-c", LOCK.format(folder=kitchen.folder))
        assert locked.returncode == 0, locked.stderr
        code = kitchen.jar()
        kitchen.until(lambda: kitchen.state(code) == "ready")
        assert worker.poll() is None
