"""A key store of its own for each test, and one as the first version of Sidebyside left it."""

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from sidebyside.trust import keystore, master


class Killed(BaseException):
    """As `kill -9` between two steps."""


@pytest.fixture
def own_store(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    folder = tmp_path / "keys"
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {
        "DATA": tmp_path,
        "KEYSTORE": folder / "keys.sqlite3",
        "MASTER_KEY": "",
        "MASTER_KEY_FILE": folder / "master.key",
        "MONTHLY_KEYS": folder / "monthly",
        "LEDGER": tmp_path / "ledger" / "deletions",
    }
    keystore.close()
    yield folder
    keystore.close()


def at_step(wanted: int) -> Callable[[str], None]:
    """Kills at the step of this number, from 0; ``steps`` of the function says what was reached."""
    seen: list[str] = []

    def after(step: str) -> None:
        seen.append(step)
        if len(seen) - 1 == wanted:
            raise Killed

    return after


FIRST_SCHEMA = (
    "CREATE TABLE keys (name TEXT PRIMARY KEY, wrapped BLOB, made_at INTEGER NOT NULL, destroyed_at INTEGER)"
    " WITHOUT ROWID"
)


def first_version(folder: Path, count: int = 500) -> dict[str, bytes]:
    """A key store whose keys lie under the master key itself; two of its names were destroyed."""
    folder.mkdir(parents=True)
    kept = secrets.token_bytes(32)
    (folder / "master.key").write_text(master.as_text(kept) + "\n")
    held, made = master.HeldHere(kept), {}
    connection = sqlite3.connect(folder / "keys.sqlite3")
    connection.execute("PRAGMA journal_mode=WAL")
    with connection:
        connection.execute(FIRST_SCHEMA)
        for number in range(count):
            name = f"recording:{number}"
            made[name] = secrets.token_bytes(32)
            row = (name, held.wrap(name, made[name]), int(time.time()), None)
            connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?)", row)
        for name in ("recording:gone", "words:gone"):
            connection.execute("INSERT INTO keys VALUES (?, NULL, 1, 2)", (name,))
    connection.close()
    return made


def opened(names: list[str]) -> dict[str, bytes]:
    """As a process that has just started finds them."""
    keystore.close()
    return {name: keystore.key(name) for name in names}


def made(count: int = 60) -> dict[str, bytes]:
    names = [f"words:{number}" for number in range(count)]
    for name in names:
        keystore.make(name)
    return opened(names)
