"""Who may put a key under a master key that may be about to go: one at a time, whichever process it is in."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class Taken(Exception):
    """A rotation is at work, or a backup makes its monthly key."""


@contextmanager
def alone(within_s: float = 0) -> Iterator[None]:
    """The system lets go of it when its holder dies. Raises Taken."""
    store = Path(settings.SIDEBYSIDE["KEYSTORE"])
    store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = store.with_name(f"{store.name}.turn")
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _hold(file, time.monotonic() + within_s)
        yield
    finally:
        os.close(file)


def _hold(file: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Taken from None
            time.sleep(0.05)
        else:
            return
