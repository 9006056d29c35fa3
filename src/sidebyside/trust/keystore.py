"""The key store: one data key a recording, a talk, a pair, or an author's own words.

It is a file of its own, outside the database and its backups, so that a key that is destroyed here is
destroyed everywhere the database may have been copied to. Data keys lie wrapped by the school key, and the school
key by the master key (AES-256-GCM, the key's name as associated data). A destroyed name stays known and is never
made again. See docs/adr/0018-keys-whole.md.
"""

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import wraps
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sidebyside.trust import ledger, master

KEY_BYTES = master.KEY_BYTES
NONCE_BYTES = master.NONCE_BYTES

_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    name TEXT PRIMARY KEY,
    wrapped BLOB,
    made_at INTEGER NOT NULL,
    destroyed_at INTEGER
) WITHOUT ROWID
"""
# In the first version data keys lay wrapped by the master key itself; its processes must not write here any more.
_WITH_SCHOOL_KEY = (
    "CREATE TABLE school_keys (number INTEGER PRIMARY KEY, wrapped BLOB NOT NULL, mark TEXT NOT NULL,"
    " made_at INTEGER NOT NULL)",
    "CREATE TABLE said (what TEXT PRIMARY KEY, mark TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
    "ALTER TABLE keys ADD COLUMN under INTEGER",
    "CREATE TRIGGER of_a_newer_version BEFORE INSERT ON keys WHEN NEW.under IS NULL AND NEW.wrapped IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'this key store is of a newer version of Sidebyside'); END",
)

_DAMAGED = "A key in the key store {path} does not open: the file was damaged. Put it back from a backup."

_local = threading.local()
# School keys as they were unwrapped in this process, by what they were unwrapped from.
_school_keys: dict[bytes, bytes] = {}


class KeyGone(Exception):
    """The key was destroyed or never made: what it sealed cannot be read, here or anywhere."""


def make(name: str) -> None:
    """Make the data key called ``name`` where there is none yet. Raises KeyGone if it was destroyed."""
    store = _ready()
    data_key = secrets.token_bytes(KEY_BYTES)
    # Twice, where the school key was rotated between the two lines.
    for _ in range(10):
        number, school_key = newest_school_key(store.connection)
        added = store.connection.execute(
            "INSERT INTO keys (name, wrapped, made_at, under) SELECT ?, ?, ?, ?"
            " WHERE (SELECT max(number) FROM school_keys) = ? ON CONFLICT (name) DO NOTHING",
            (name, wrap(school_key, number, name, data_key), int(time.time()), number, number),
        )
        if added.rowcount or is_known(name):
            break
    key(name)


def _again_if_rotated[**Given, Found](read: Callable[Given, Found]) -> Callable[Given, Found]:
    """What was read just before a master key took the other's place is read again."""

    @wraps(read)
    def reading(*args: Given.args, **options: Given.kwargs) -> Found:
        for _ in range(3):
            with suppress(master.WrongMaster):
                return read(*args, **options)
        return read(*args, **options)

    return reading


@_again_if_rotated
def key(name: str) -> bytes:
    """The 32 bytes of the data key called ``name``. Raises KeyGone."""
    store = _ready()
    store.forget_if_changed()
    found = store.opened.get(name)
    if found is None:
        # One statement: a rotation may take the school key away between two.
        row = store.connection.execute(
            "SELECT keys.wrapped, number, school_keys.wrapped, mark FROM keys"
            " LEFT JOIN school_keys ON number = under WHERE name = ?",
            (name,),
        ).fetchone()
        if row is None or row[0] is None:
            raise KeyGone(name.split(":")[0])
        wrapped, number, *school = row
        if number is None:
            raise ImproperlyConfigured(_DAMAGED.format(path=store.path))
        found = store.opened[name] = unwrap(school_key(number, *school), number, name, wrapped)
    return found


def key_made_on_first_use(name: str) -> bytes:
    try:
        return key(name)
    except KeyGone:
        make(name)
        return key(name)


def destroy(name: str) -> None:
    """Wipe the data key called ``name`` from the file and its log; safe to repeat."""
    # Said before it is done: a restore, or the next start after a kill, does it again.
    if not is_destroyed(name):
        ledger.note(ledger.KEY, name)
    store = _store()
    now = int(time.time())
    with store.connection:
        store.connection.execute(
            "INSERT INTO keys (name, wrapped, made_at, destroyed_at) VALUES (?, NULL, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at",
            (name, now, now),
        )
    store.opened.clear()
    fold_in(store.connection)


def fold_in(connection: sqlite3.Connection) -> None:
    """The write-ahead log still holds the old pages until it is folded in; readers may delay that a moment."""
    for _ in range(20):
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
            return
        time.sleep(0.05)


def is_known(name: str) -> bool:
    return _store().connection.execute("SELECT 1 FROM keys WHERE name = ?", (name,)).fetchone() is not None


def is_destroyed(name: str) -> bool:
    row = (
        _store()
        .connection.execute("SELECT wrapped, destroyed_at FROM keys WHERE name = ?", (name,))
        .fetchone()
    )
    return row is not None and row[0] is None and row[1] is not None


def destroyed(prefix: str) -> set[str]:
    """Names that begin with ``prefix`` and whose key was destroyed."""
    rows = _store().connection.execute(
        "SELECT name FROM keys WHERE substr(name, 1, ?) = ? AND wrapped IS NULL AND destroyed_at IS NOT NULL",
        (len(prefix), prefix),
    )
    return {name for (name,) in rows}


def held(prefix: str, since_s: int, until_s: int, at_most: int | None = None) -> list[str]:
    """Names that begin with ``prefix``, whose key is there and was made from ``since_s`` to ``until_s`` (Unix time)."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    rows = _store().connection.execute(
        "SELECT name FROM keys WHERE name >= ? AND name < ? AND wrapped IS NOT NULL AND made_at BETWEEN ? AND ?"
        " ORDER BY name LIMIT ?",
        (prefix, after, since_s, until_s, -1 if at_most is None else at_most),
    )
    return [name for (name,) in rows]


@contextmanager
def changing() -> Iterator[sqlite3.Connection]:
    """The store's own connection in one transaction that keeps every other writer out."""
    connection = _ready().connection
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield connection


def look() -> sqlite3.Connection:
    return _ready().connection


def master_in_use() -> master.Master:
    """The one that the newest school key lies under: while the master key is rotated, it may be the next one."""
    row = look().execute("SELECT mark FROM school_keys ORDER BY number DESC LIMIT 1").fetchone()
    return next(master.opening(row[0]))


def holds_keys() -> bool:
    connection = _store().connection
    tables = ["keys", *(["school_keys"] if _is_whole(connection) else [])]
    return any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables)  # noqa: S608


def may_make_master() -> bool:
    return not holds_keys()


class _Store:
    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Each statement is a transaction of its own, where none was begun.
        self.connection = sqlite3.connect(path, timeout=20, check_same_thread=True, isolation_level=None)
        os.chmod(path, 0o600)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=20000"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute(_SCHEMA)
        self.opened: dict[str, bytes] = {}
        self.version = self._seen_version()
        self.is_ready = False

    def _seen_version(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def forget_if_changed(self) -> None:
        """A key destroyed by another process must not live on in this one's memory."""
        version = self._seen_version()
        if version != self.version:
            self.opened.clear()
            self.version = version


def _store() -> _Store:
    path = Path(settings.SIDEBYSIDE["KEYSTORE"])
    store: _Store | None = getattr(_local, "store", None)
    # A connection does not survive a fork.
    if store is None or store.path != path or _local.pid != os.getpid():
        if store is not None and _local.pid == os.getpid():
            store.connection.close()
        # Where the new one cannot be opened, the closed one must not be found again.
        _local.store = None
        store = _local.store = _Store(path)
        _local.pid = os.getpid()
    return store


def close() -> None:
    _school_keys.clear()
    store: _Store | None = getattr(_local, "store", None)
    if store is not None:
        with closing(store.connection):
            _local.store = None


def _ready() -> _Store:
    """The store with a school key in it; one of the first version is brought to this one."""
    store = _store()
    if not store.is_ready:
        if not _is_whole(store.connection):
            _bring_up(store.connection)
            fold_in(store.connection)
        store.is_ready = True
    return store


def _is_whole(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'school_keys'").fetchone())


def _bring_up(connection: sqlite3.Connection) -> None:
    """All in one transaction: a kill leaves the store as it was, and every key is opened before it is let go."""
    # Before the lock: it may ask a program, and it may find nothing.
    now = master.current(may_make_master)
    school_key = secrets.token_bytes(KEY_BYTES)
    wrapped_school_key = now.wrap(school_name(1), school_key)
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if _is_whole(connection):
            return
        for statement in _WITH_SCHOOL_KEY:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO school_keys VALUES (1, ?, ?, ?)", (wrapped_school_key, now.mark, int(time.time()))
        )
        rows = connection.execute("SELECT name, wrapped FROM keys WHERE wrapped IS NOT NULL").fetchall()
        if rows and not isinstance(now, master.HeldHere):
            raise ImproperlyConfigured(
                "This key store was made with a master key that Sidebyside held itself. Start once with that one "
                "and without SIDEBYSIDE_KEY_SERVICE; docs/guides/operator.md says how it then moves to the service."
            )
        for name, wrapped in rows:
            data_key = now.unwrap(name, wrapped)
            connection.execute(
                "UPDATE keys SET wrapped = ?, under = 1 WHERE name = ?",
                (wrap(school_key, 1, name, data_key), name),
            )


def school_name(number: int) -> str:
    return f"school:{number}"


@_again_if_rotated
def newest_school_key(connection: sqlite3.Connection) -> tuple[int, bytes]:
    row = connection.execute(
        "SELECT number, wrapped, mark FROM school_keys ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return int(row[0]), school_key(*row)


def school_key(number: int, wrapped: bytes, mark: str) -> bytes:
    found = _school_keys.get(wrapped)
    if found is None:
        found = _school_keys[wrapped] = open_school_key(number, wrapped, mark)
    return found


def open_school_key(number: int, wrapped: bytes, mark: str) -> bytes:
    """By whichever master key it lies under. Raises ImproperlyConfigured."""
    wrong: Exception = AssertionError()
    for one in master.opening(mark):
        try:
            return one.unwrap(school_name(number), wrapped)
        except ImproperlyConfigured as error:
            wrong = error
    raise wrong


def wrap(school_key: bytes, number: int, name: str, data_key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(school_key).encrypt(nonce, data_key, f"{number}:{name}".encode())


def unwrap(school_key: bytes, number: int, name: str, wrapped: bytes) -> bytes:
    try:
        return AESGCM(school_key).decrypt(
            wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], f"{number}:{name}".encode()
        )
    except InvalidTag:
        raise ImproperlyConfigured(_DAMAGED.format(path=settings.SIDEBYSIDE["KEYSTORE"])) from None
