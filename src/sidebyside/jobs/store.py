"""Where the engine's store is, and what a connection to it needs before the engine uses it."""

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import sqlalchemy
from django.conf import settings
from django.db import connections

SCHEMA = "engine"
# A page that asks for work waits this long at most for the store.
CLIENT_WAIT_S = 3


class StoreMissing(Exception):
    """The engine's store was not made yet; ``manage.py engine_store`` makes it."""


def url() -> sqlalchemy.URL:
    """``ENGINE_URL``, or a schema of its own beside the tables on PostgreSQL, or a file in the data folder."""
    chosen = str(settings.SIDEBYSIDE["ENGINE_URL"])
    if chosen:
        return sqlalchemy.make_url(chosen)
    if connections["default"].vendor != "postgresql":
        path = Path(str(settings.SIDEBYSIDE["DATA"])) / "engine.sqlite3"
        return sqlalchemy.URL.create("sqlite", database=str(path))
    return _beside_the_tables()


def _beside_the_tables() -> sqlalchemy.URL:
    database = connections["default"].settings_dict
    host = database["HOST"]
    is_socket = host.startswith("/")
    return sqlalchemy.URL.create(
        "postgresql",
        username=database["USER"] or None,
        password=database["PASSWORD"] or None,
        host=None if is_socket else host or None,
        port=int(database["PORT"]) if database["PORT"] else None,
        database=database["NAME"],
        query={**_said_in_address(database["OPTIONS"]), **({"host": host} if is_socket else {})},
    )


def _said_in_address(options: Mapping[str, object]) -> dict[str, str]:
    """sslmode and its kind hold for the engine's connections, too."""
    return {name: value for name, value in options.items() if isinstance(value, str)}


def prepared_url() -> sqlalchemy.URL:
    place = url()
    if _is_file(place):
        Path(str(place.database)).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def existing_url() -> sqlalchemy.URL:
    place = url()
    if _is_file(place) and not Path(str(place.database)).exists():
        raise StoreMissing(f"The engine store {place.database} is not there yet.")
    return place


def client_engine(place: sqlalchemy.URL) -> sqlalchemy.Engine:
    """Connections with short patience."""
    if _is_file(place):
        # mode=rw: a web process never makes the store, not even an empty file.
        file = f"sqlite:///file:{quote(str(place.database))}?mode=rw&uri=true"
        return sqlalchemy.create_engine(file, connect_args={"timeout": CLIENT_WAIT_S})
    return sqlalchemy.create_engine(
        place.set(drivername="postgresql+psycopg"),
        pool_size=2,
        max_overflow=4,
        pool_pre_ping=True,
        pool_timeout=CLIENT_WAIT_S,
        connect_args={"connect_timeout": CLIENT_WAIT_S},
    )


def _is_file(place: sqlalchemy.URL) -> bool:
    return place.get_backend_name() == "sqlite"


@sqlalchemy.event.listens_for(sqlalchemy.Engine, "connect")
def _ready_sqlite(connection: object, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.isolation_level = "IMMEDIATE"
    connection.create_function("unixepoch", -1, _unixepoch)


def _unixepoch(*modifiers: str) -> float:
    # SQLite before 3.42 answers NULL to 'subsec', which the engine's tables refuse.
    now = time.time()
    return round(now, 3) if "subsec" in modifiers else int(now)
