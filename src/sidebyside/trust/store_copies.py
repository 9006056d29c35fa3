"""The key store in a backup: never on a disk in the open, and its school keys under the backup's monthly key.

So it opens as long as that key lives and not a day longer, whichever master key the school has by then.
"""

import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.conf import settings

from sidebyside.trust import keystore, master


def taken(monthly_key: bytes) -> bytes:
    """The store as it is now, in SQLite's form."""
    under = master.HeldHere(monthly_key)
    with closing(sqlite3.connect(":memory:")) as copy:
        keystore.look().backup(copy)
        for number, wrapped, mark in copy.execute("SELECT number, wrapped, mark FROM school_keys").fetchall():
            school_key = keystore.open_school_key(number, wrapped, mark)
            anew = under.wrap(keystore.school_name(number), school_key)
            copy.execute(
                "UPDATE school_keys SET wrapped = ?, mark = ? WHERE number = ?", (anew, under.mark, number)
            )
        copy.commit()
        # What was overwritten must not travel in a free page.
        copy.execute("VACUUM")
        return _on_its_own(copy)


def checked(copied: bytes, monthly_key: bytes) -> int:
    """Opens every key in it; the answer is how many there are. Raises ImproperlyConfigured."""
    with closing(_opened(copied)) as store:
        school_keys = _school_keys(store, monthly_key)
        rows = store.execute("SELECT name, wrapped, under FROM keys WHERE wrapped IS NOT NULL").fetchall()
        for name, wrapped, number in rows:
            keystore.unwrap(school_keys[number], number, name, wrapped)
        return len(rows)


def put_back(copied: bytes, monthly_key: bytes, destroyed: Iterable[str]) -> None:
    """In the place of the present store, if there is one; without the keys that were destroyed since."""
    path = Path(settings.SIDEBYSIDE["KEYSTORE"])
    now = master.current(lambda: not path.exists())
    new = path.with_name(f"{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(_opened(copied)) as store:
        for number, school_key in _school_keys(store, monthly_key).items():
            row = (now.wrap(keystore.school_name(number), school_key), now.mark, number)
            store.execute("UPDATE school_keys SET wrapped = ?, mark = ? WHERE number = ?", row)
        at = int(time.time())
        for name in destroyed:
            store.execute(
                "INSERT INTO keys (name, wrapped, made_at, destroyed_at) VALUES (?, NULL, ?, ?) ON CONFLICT (name)"
                " DO UPDATE SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, excluded.destroyed_at)",
                (name, at, at),
            )
        store.commit()
        store.execute("VACUUM")
        whole = _on_its_own(store)
    keystore.close()
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(whole)
        file.flush()
        os.fsync(file.fileno())
    # The log belongs to the store that is going: folded into the new one it would break it.
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    os.replace(new, path)
    master.sync(path.parent)


def destroyed_here() -> set[str]:
    """Names that the present store, if there is one, knows as destroyed."""
    path = Path(settings.SIDEBYSIDE["KEYSTORE"])
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as store:
        try:
            rows = store.execute("SELECT name FROM keys WHERE wrapped IS NULL").fetchall()
        except sqlite3.DatabaseError:
            # Broken, which may be why a backup is put back: the ledger says the same.
            return set()
    return {name for (name,) in rows}


def _on_its_own(store: sqlite3.Connection) -> bytes:
    """Without the mark that a log lies beside it: SQLite opens no such file from memory."""
    whole = bytearray(store.serialize())
    whole[18:20] = b"\x01\x01"
    return bytes(whole)


def _opened(copied: bytes) -> sqlite3.Connection:
    store = sqlite3.connect(":memory:")
    store.deserialize(copied)
    return store


def _school_keys(store: sqlite3.Connection, monthly_key: bytes) -> dict[int, bytes]:
    under = master.HeldHere(monthly_key)
    rows = store.execute("SELECT number, wrapped FROM school_keys").fetchall()
    return {number: under.unwrap(keystore.school_name(number), wrapped) for number, wrapped in rows}
