"""Keeps made schools and real ones apart: a demo's database and folder carry a stamp."""

import sqlite3
from pathlib import Path

# "Side", read as the number that SQLite keeps in a file's head for its application.
APPLICATION_ID = int.from_bytes(b"Side")
DATABASE = "demo.sqlite3"
NOTE = "DEMO"
NOTE_TEXT = "A made school for trying Sidebyside. Never put anything real here: --fresh throws it away.\n"


class WrongFolder(Exception):
    """A demo was asked for where a school lives, or the reverse; the text says what to do."""


def is_stamped(database: Path) -> bool:
    if not database.is_file():
        return False
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def claim(folder: Path) -> None:
    """Before anything else is written: an unfinished demo is still known for one. Raises ``WrongFolder``."""
    check_for_demo(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / NOTE).write_text(NOTE_TEXT)


def put_stamp(folder: Path) -> None:
    with sqlite3.connect(folder / DATABASE) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        # The number alone is not written to an empty file.
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    (folder / DATABASE).chmod(0o600)


def check_for_demo(folder: Path) -> None:
    """A demo lives in a new folder, or in one that was a demo from its first file."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / NOTE).is_file():
        raise WrongFolder(
            f"{folder} holds something that is not a demo. Set SIDEBYSIDE_DATA to an empty folder."
        )
    database = folder / DATABASE
    if database.exists() and database.stat().st_size and not is_stamped(database):
        raise WrongFolder(f"{database} is not a demo's database, so the demo leaves it alone.")


def check_for_school(folder: Path, database: Path | None) -> None:
    """A real school never starts on a demo. ``database`` is the SQLite file, where there is one."""
    is_demo = (folder / NOTE).exists() or is_stamped(folder / DATABASE)
    if is_demo or (database is not None and is_stamped(database)):
        raise WrongFolder(
            f"{folder} holds the demo, whose doors stand open. Set SIDEBYSIDE_DATA to a folder of its own."
        )
