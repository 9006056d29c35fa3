"""The key store: one data key a recording, a talk, a pair, or an author's own words.

It is a file of its own, outside the database and its backups, so that a key that is destroyed here is
destroyed everywhere the database may have been copied to. Keys lie wrapped by the master key
(AES-256-GCM, the key's name as associated data). A destroyed name stays known and is never made again.
"""

import base64
import os
import secrets
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12

_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    name TEXT PRIMARY KEY,
    wrapped BLOB,
    made_at INTEGER NOT NULL,
    destroyed_at INTEGER
) WITHOUT ROWID
"""

_local = threading.local()


class KeyGone(Exception):
    """The key was destroyed or never made: what it sealed cannot be read, here or anywhere."""


def make(name: str) -> None:
    """Make the data key called ``name`` where there is none yet. Raises KeyGone if it was destroyed."""
    store = _store()
    wrapped = _wrap(name, secrets.token_bytes(KEY_BYTES))
    with store.connection:
        store.connection.execute(
            "INSERT INTO keys (name, wrapped, made_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
            (name, wrapped, int(time.time())),
        )
    key(name)


def key(name: str) -> bytes:
    """The 32 bytes of the data key called ``name``. Raises KeyGone."""
    store = _store()
    store.forget_if_changed()
    found = store.opened.get(name)
    if found is None:
        row = store.connection.execute("SELECT wrapped FROM keys WHERE name = ?", (name,)).fetchone()
        if row is None or row[0] is None:
            raise KeyGone(name.split(":")[0])
        found = store.opened[name] = _unwrap(name, row[0])
    return found


def key_made_on_first_use(name: str) -> bytes:
    try:
        return key(name)
    except KeyGone:
        make(name)
        return key(name)


def destroy(name: str) -> None:
    """Wipe the data key called ``name`` from the file and its log; safe to repeat."""
    store = _store()
    now = int(time.time())
    with store.connection:
        store.connection.execute(
            "INSERT INTO keys (name, wrapped, made_at, destroyed_at) VALUES (?, NULL, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at",
            (name, now, now),
        )
    store.opened.clear()
    # The write-ahead log still holds the old page until it is folded in; readers may delay that a moment.
    for _ in range(20):
        if store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
            return
        time.sleep(0.05)


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


class _Store:
    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.connection = sqlite3.connect(path, timeout=20, check_same_thread=True)
        os.chmod(path, 0o600)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=20000"):
            self.connection.execute(f"PRAGMA {pragma}")
        with self.connection:
            self.connection.execute(_SCHEMA)
        self.opened: dict[str, bytes] = {}
        self.version = self._seen_version()

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
    store: _Store | None = getattr(_local, "store", None)
    if store is not None:
        with closing(store.connection):
            _local.store = None


def _wrap(name: str, data_key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_master()).encrypt(nonce, data_key, name.encode())


def _unwrap(name: str, wrapped: bytes) -> bytes:
    try:
        return AESGCM(_master()).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
    except InvalidTag:
        raise ImproperlyConfigured(
            "The master key does not open the key store. Put back the master key that this school started with."
        ) from None


def _master() -> bytes:
    given = settings.SIDEBYSIDE["MASTER_KEY"]
    path = Path(settings.SIDEBYSIDE["MASTER_KEY_FILE"])
    cached: tuple[str, bytes] | None = getattr(_local, "master", None)
    marker = given or str(path)
    if cached is not None and cached[0] == marker:
        return cached[1]
    master = _decoded(given) if given else _from_file(path)
    _local.master = (marker, master)
    return master


def _from_file(path: Path) -> bytes:
    if not path.exists():
        _first_master(path)
    return _decoded(path.read_text().strip())


def _first_master(path: Path) -> None:
    """Make the first master key. Never beside a store that already holds keys: they would all be lost."""
    if _store().connection.execute("SELECT 1 FROM keys LIMIT 1").fetchone():
        raise ImproperlyConfigured(f"The master key is missing: put its file back at {path}.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    own.touch(mode=0o600)
    own.write_text(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
    try:
        # Two processes may start at once: link, unlike rename, lets only the first one win.
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _decoded(text: str) -> bytes:
    try:
        master = base64.b64decode(text, validate=True)
    except ValueError:
        master = b""
    if len(master) != KEY_BYTES:
        raise ImproperlyConfigured("The master key must be 32 bytes in base64.")
    return master
