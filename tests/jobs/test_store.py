import logging
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy
from django.core.management import call_command
from pytest_django.fixtures import Settings

from sidebyside.jobs import beats, engine, store, worker
from tests.jobs.kitchen import Kitchen


@pytest.fixture
def file_store(data_folder: Path, settings: Settings) -> Path:
    path = data_folder / "deep" / "engine.sqlite3"
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"ENGINE_URL": f"sqlite:///{path}"}
    return path


def test_a_moment_has_its_milliseconds_also_on_an_old_sqlite(file_store: Path) -> None:
    engine.make_store()
    opened = store.client_engine(store.url())
    with opened.connect() as connection:
        told = connection.exec_driver_sql("SELECT unixepoch('subsec') * 1000").scalar_one()
        whole = connection.exec_driver_sql("SELECT unixepoch()").scalar_one()
    opened.dispose()
    assert abs(told / 1000 - time.time()) < 60
    assert isinstance(whole, int)


def test_the_file_is_in_wal_for_every_connection(file_store: Path) -> None:
    engine.make_store()
    for opened in (store.client_engine(store.url()), sqlalchemy.create_engine(store.url())):
        with opened.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        opened.dispose()


def test_the_store_is_made_by_its_command_and_may_be_made_again(
    file_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("engine_store")
    call_command("engine_store")
    assert "The engine store is there." in capsys.readouterr().out
    with closing(sqlite3.connect(file_store)) as opened:
        tables = opened.execute("SELECT name FROM sqlite_master").fetchall()
    assert ("workflow_status",) in tables


def test_a_client_never_makes_the_store(file_store: Path) -> None:
    with pytest.raises(store.StoreMissing):
        engine.held(["bench:x:1"])
    file_store.parent.mkdir()
    opened = store.client_engine(store.url())
    with pytest.raises(sqlalchemy.exc.OperationalError):
        opened.connect()
    assert list(file_store.parent.iterdir()) == []


def test_the_engines_log_reaches_the_root_handlers_only(file_store: Path) -> None:
    engine.make_store()
    log = logging.getLogger("dbos")
    assert log.propagate
    assert [type(handler) for handler in log.handlers] == [logging.NullHandler]


def test_pages_that_ask_for_nothing_do_not_load_the_engine(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, sidebyside.jobs; print('dbos' in sys.modules)"],
        env=Kitchen(tmp_path).environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "False\n"


def test_the_house_rules_of_the_engine_are_these() -> None:
    assert engine.MAX_RECOVERIES == 3
    assert {str(queue): at_once for queue, (at_once, _) in engine.QUEUES.items()} == {
        "quick": 4,
        "films": 1,
        "slow": 1,
    }
    assert (beats.BEAT_EVERY_S, beats.DEAD_AFTER_S, worker.SWEEP_EVERY_S) == (5, 60, 15)


def test_the_engine_is_imported_in_one_place_only() -> None:
    package = Path(engine.__file__).parents[1]
    importers = [
        path for path in package.rglob("*.py") if re.search(r"(from|import) dbos\b", path.read_text())
    ]
    assert importers == [Path(engine.__file__)]
