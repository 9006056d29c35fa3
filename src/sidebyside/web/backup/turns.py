"""Who may be at work in a data folder at the same time: many servers and workers, or one restore."""

import fcntl
import os
from pathlib import Path

from sidebyside.web.commands.django_settings import CannotStart

# Lies in the data folder from before a restore changes anything until what was deleted is gone again.
UNFINISHED = "restore-unfinished"


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
