"""The database as one file and back: SQLite by its own way of copying, PostgreSQL by the programs that come with it."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections

from sidebyside.jobs.store import SCHEMA


class NotDone(Exception):
    """One plain sentence for the operator."""


def vendor() -> str:
    return connections["default"].vendor


# The engine's own tables stay behind: they can be lost without losing work.
def copy_to(path: Path) -> None:
    """As it is at one moment, while others read and write. Raises NotDone."""
    if vendor() != "sqlite":
        _run("pg_dump", ["--format=custom", f"--exclude-schema={SCHEMA}", f"--file={path}"])
        return
    with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(_file())) as live:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    check(path)


def check(path: Path) -> None:
    """Whether what was copied can be put back. Raises NotDone."""
    if vendor() != "sqlite":
        _run("pg_restore", ["--list", str(path)], with_database=False)
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            whole = whole and not copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        raise NotDone("The copy of the database is not sound. Look at the disk, and at the database itself.")


def put_back(path: Path) -> None:
    """In the place of what is there. Raises NotDone."""
    connections.close_all()
    if vendor() != "sqlite":
        _run("pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(path)])
        return
    there = _file()
    there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for end in ("-wal", "-shm", "-journal"):
        there.with_name(there.name + end).unlink(missing_ok=True)
    path.chmod(0o600)
    os.replace(path, there)


def is_there() -> bool:
    """Whether a school lives here already."""
    if vendor() == "sqlite":
        return _file().exists() and _file().stat().st_size > 0
    with connections["default"].cursor() as cursor:
        return "people_person" in connections["default"].introspection.table_names(cursor)


def _file() -> Path:
    return Path(str(connections["default"].settings_dict["NAME"]))


def _run(program: str, arguments: list[str], with_database: bool = True) -> None:
    found = shutil.which(program)
    if found is None:
        raise NotDone(
            f"{program} is needed for a PostgreSQL database and is not on the PATH. Install the client programs of "
            "PostgreSQL (on Debian or Ubuntu: apt install postgresql-client), of the server's version or newer."
        )
    place = [f"--dbname={connections['default'].settings_dict['NAME']}"] if with_database else []
    answer = subprocess.run(  # noqa: S603
        [found, *place, *arguments],
        env=os.environ | _surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        # Its first complaint alone: what follows may be about what is in the tables.
        said = [line for line in answer.stderr.splitlines() if line.startswith(f"{program}: error: ")]
        raise NotDone(said[0] if said else f"{program} ended with {answer.returncode}.")


def _surroundings() -> dict[str, str]:
    """How the programs reach the database: the password must not stand in a list of processes."""
    described: dict[str, Any] = connections["default"].settings_dict
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    found = {name: str(described[key]) for name, key in given.items() if described[key]}
    known = {
        "sslmode": "PGSSLMODE",
        "sslrootcert": "PGSSLROOTCERT",
        "sslcert": "PGSSLCERT",
        "sslkey": "PGSSLKEY",
    }
    options = {known[name]: str(value) for name, value in described["OPTIONS"].items() if name in known}
    return found | options
