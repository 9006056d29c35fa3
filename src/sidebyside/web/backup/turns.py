"""Who may be at work in a data folder at the same time: many servers and workers, or one restore."""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from sidebyside.web.commands.django_settings import CannotStart

# Lies in the data folder from before a restore changes anything until what was deleted is gone again.
UNFINISHED = "restore-unfinished"

# Copies of the database in the run folder, by whose turn it is that makes them: a kill leaves them there, with names of
# people whom the database itself may forget.
COPIES = {"backup": ("backup-database.copy*", "check-*"), "school": ("restore-database.copy*",)}


class Taken(Exception):
    """Somebody is at work there."""


def share(folder: Path) -> int:
    """Held as long as the process lives. Raises CannotStart."""
    if (folder / UNFINISHED).exists():
        raise CannotStart(
            f"A restore into {folder} was begun and not finished. Run it again: ./sidebyside manage restore"
        )
    try:
        return _hold(folder, "school", fcntl.LOCK_SH)
    except Taken:
        raise CannotStart(f"A restore into {folder} is at work. Start again when it has ended.") from None


def alone(folder: Path, what: str) -> int:
    """Raises Taken."""
    return _hold(folder, what, fcntl.LOCK_EX)


def clear_copies(folder: Path, what: str) -> None:
    """Take away what a killed process left. Whoever asks holds that turn, or shares it."""
    for pattern in COPIES[what]:
        for left in (folder / "run").glob(pattern):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def clear_all_copies(folder: Path) -> None:
    """As `clear_copies`, by a school that opens: nobody restores into it, and a backup at work clears for itself."""
    clear_copies(folder, "school")
    with suppress(Taken):
        turn = alone(folder, "backup")
        try:
            clear_copies(folder, "backup")
        finally:
            os.close(turn)


def _hold(folder: Path, what: str, how: int) -> int:
    run = folder / "run"
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(run / f"{what}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise Taken from None
    return file
