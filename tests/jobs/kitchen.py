"""Real workers in processes of their own, on a database and an engine store that are thrown away."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("SIDEBYSIDE_DATABASE_URL", "")
SET_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("engine_store")
"""


def database_named(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


@dataclass
class Kitchen:
    folder: Path
    database_url: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, **knobs: object) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SIDEBYSIDE_")}
        return kept | {
            "SIDEBYSIDE_DATA": str(self.folder),
            "SIDEBYSIDE_DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.pantry.settings",
            "PANTRY_SWEEP_EVERY_S": "0.5",
            "PANTRY_BEAT_EVERY_S": "0.5",
            "PANTRY_WAITS_S": "0.01 0.02 0.05",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **{name: str(value) for name, value in knobs.items()},
        }

    def run(self, *arguments: str, **knobs: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment(**knobs),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def worker(self, name: str = "w1", patience: float = 5, **knobs: object) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "django", "worker", "--name", name, "--patience", str(patience)],
                env=self.environment(**knobs),
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> int:
        process.send_signal(signal.SIGTERM)
        return process.wait(60)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait(60)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                self.kill(process)

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def jar(self, recipe: str = "plain", kind: str = "bottle", attempt: int = 1) -> str:
        code = uuid4()
        self.domain(
            "INSERT INTO pantry_jar (code, kind, recipe, attempt, state, word, filled_with, fillings) "
            f"VALUES ('{self._stored(code)}', '{kind}', '{recipe}', {attempt}, 'owed', '', '', 0)"
        )
        return str(code)

    def state(self, code: str) -> str:
        return str(self.look(code, "state"))

    def look(self, code: str, column: str) -> Any:
        return self.domain(f"SELECT {column} FROM pantry_jar WHERE code = '{self._stored(UUID(code))}'")[0][0]

    def visits(self, code: str, step: str) -> list[int]:
        """The process that ran the step, once for each run."""
        rows = self.domain(
            f"SELECT pid FROM pantry_visit WHERE code = '{self._stored(UUID(code))}' AND step = '{step}' "
            "ORDER BY id"
        )
        return [row[0] for row in rows]

    def open_gate(self) -> None:
        (self.folder / "gate").touch()

    def domain(self, sql: str) -> list[tuple[Any, ...]]:
        return self._sql(self.folder / "sidebyside.sqlite3", sql)

    def engine(self, sql: str) -> list[tuple[Any, ...]]:
        """``sql`` with the engine's tables written as ``{workflow_status}``."""
        tables = ("workflow_status", "workflow_input", "workflow_output", "operation_outputs", "queues")
        prefix = "engine." if self.database_url else ""
        named = sql.format(**{table: f'{prefix}"{table}"' for table in tables})
        return self._sql(self.folder / "engine.sqlite3", named)

    def held(self, code: str, attempt: int = 1, column: str = "status") -> Any:
        rows = self.engine(
            f"SELECT {column} FROM {{workflow_status}} WHERE workflow_uuid LIKE '%:{code}:{attempt}'"
        )
        return rows[0][0] if rows else None

    def until(self, holds: Callable[[], object], seconds: float = 120) -> None:
        """Wait for something that must come; the limit only ends a test that has failed."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"It did not come. The workers say:\n{self.log}")
            time.sleep(0.05)

    def _stored(self, code: UUID) -> str:
        return str(code) if self.database_url else code.hex

    def _sql(self, path: Path, sql: str) -> list[tuple[Any, ...]]:
        with _opened(self.database_url, path) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def _opened(database_url: str, path: Path) -> Iterator[Any]:
    if database_url:
        with psycopg.connect(database_url, autocommit=True) as connection:
            yield connection
        return
    file = sqlite3.connect(path, timeout=20, isolation_level=None)
    try:
        yield file
    finally:
        file.close()


def set_up(folder: Path) -> Kitchen:
    """An empty kitchen, to be copied: Django's and the engine's tables take seconds to make."""
    url = ""
    if SERVER:
        name = f"kitchen_{uuid4().hex}"
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = database_named(name)
    kitchen = Kitchen(folder, url)
    made = kitchen.run("-c", SET_UP)
    assert made.returncode == 0, made.stderr
    return kitchen


def copied(larder: Kitchen, folder: Path) -> Kitchen:
    if not larder.database_url:
        shutil.copytree(larder.folder, folder, dirs_exist_ok=True)
        return Kitchen(folder)
    name, template = f"kitchen_{uuid4().hex}", urlsplit(larder.database_url).path.lstrip("/")
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return Kitchen(folder, database_named(name))


def thrown_away(kitchen: Kitchen) -> None:
    kitchen.close()
    if kitchen.database_url:
        name = urlsplit(kitchen.database_url).path.lstrip("/")
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
