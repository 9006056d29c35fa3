"""One worker a name: two with one executor id would run the same step at once."""

import fcntl
import hashlib
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper


class NameLock(Protocol):
    def hold(self) -> bool: ...
    def still_held(self) -> bool: ...
    def release(self) -> None: ...


def name_lock(name: str) -> NameLock:
    """Across machines where the database is on a server, else for this data folder."""
    return AdvisoryLock(name) if connection.vendor == "postgresql" else FileLock(name)


class FileLock:
    def __init__(self, name: str) -> None:
        folder = Path(str(settings.SIDEBYSIDE["DATA"])) / "workers"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = (folder / f"{name}.lock").open("a")

    def hold(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def still_held(self) -> bool:
        return True

    def release(self) -> None:
        self._file.close()


class AdvisoryLock:
    """Held by a connection of its own for as long as that lives."""

    def __init__(self, name: str) -> None:
        digest = hashlib.sha256(f"sidebyside worker {name}".encode()).digest()
        self._key = int.from_bytes(digest[:8], "big", signed=True)
        self._connection: BaseDatabaseWrapper = connection.copy()
        self._connection.inc_thread_sharing()

    def hold(self) -> bool:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [self._key])
            return bool(cursor.fetchone()[0])

    def still_held(self) -> bool:
        """False where the server let the connection go and another worker was quicker to come back."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return True
        except Error:
            self._connection.close()
        try:
            return self.hold()
        except Error:
            # The server is away for everybody; nobody can have taken the name meanwhile.
            self._connection.close()
            return True

    def release(self) -> None:
        self._connection.close()
