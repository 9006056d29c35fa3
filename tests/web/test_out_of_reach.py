"""What a page says while a part of the server is away: the disk full, the key service gone or hanging."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import path
from pytest_django import Settings
from tests.cast import Cast

from sidebyside.programme.models import StrandContent
from sidebyside.recordings import store
from sidebyside.trust import keystore, master
from sidebyside.web import urls
from sidebyside.web.errors import takes_nothing


def full(request: object) -> None:
    raise OSError(28, "No space left on device", "/srv/secret/place")


urlpatterns = [path("full/", full), path("upload/full/", full), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture
def ana(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.ana)
    return client


@pytest.mark.parametrize("address", ["/full/", "/upload/full/"])
def test_a_full_disk_is_said_in_words(ana: Client, settings: Settings, address: str) -> None:
    settings.ROOT_URLCONF = __name__
    answer = ana.get(address)
    assert answer.status_code == 507
    assert b"no room left on the server" in answer.content
    for inside in (b"secret", b"OSError", b"Traceback"):
        assert inside not in answer.content
    assert ("text/plain" in answer.headers["Content-Type"]) == address.startswith("/upload/")


def _sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("of the library")
    error.sqlite_errorcode = code
    return error


def _caused_by(cause: BaseException) -> BaseException:
    try:
        raise OperationalError from cause
    except OperationalError as error:
        return error


@pytest.mark.parametrize(
    ("cause", "is_so"),
    [
        (_sqlite(sqlite3.SQLITE_FULL), True),
        (_sqlite(sqlite3.SQLITE_IOERR_WRITE), True),
        (_sqlite(sqlite3.SQLITE_BUSY), False),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.DeadlockDetected(), False),
        (OSError(122, "Disk quota exceeded"), True),
        (OSError(2, "No such file"), False),
        (store.Full(), True),
        (ValueError("No space left on device"), False),
    ],
)
def test_what_counts_as_no_room_is_told_by_its_number_not_its_words(
    cause: BaseException, is_so: bool
) -> None:
    assert takes_nothing(_caused_by(cause)) is is_so


@pytest.mark.parametrize("service", ["false", "/no/such/program", "sleep 60"])
def test_while_the_key_service_is_away_the_page_says_so_and_nothing_is_lost(
    cast: Cast, ana: Client, settings: Settings, tmp_path: Path, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(master, "SERVICE_WITHIN_S", 0.3)
    works = settings.SIDEBYSIDE | {
        "DATA": tmp_path,
        "KEYSTORE": tmp_path / "keys" / "keys.sqlite3",
        "MASTER_KEY": "",
        "KEY_SERVICE": "answers",
        "LEDGER": tmp_path / "ledger" / "deletions",
    }
    keystore.close()
    try:
        monkeypatch.setattr(master, "KeyService", Backwards)
        settings.SIDEBYSIDE = works
        content = StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus="Thinking time")
        page = f"/cycle/{cast.strand.code}/focus/"
        assert b"Thinking time" in ana.get(page).content
        monkeypatch.undo()
        monkeypatch.setattr(master, "SERVICE_WITHIN_S", 0.3)
        # As another process finds it: nothing opened yet.
        keystore.close()
        settings.SIDEBYSIDE = works | {"KEY_SERVICE": service}
        answer = ana.get(page)
        assert answer.status_code == 503
        assert b"keys are out of reach" in answer.content
        assert answer.headers["Retry-After"] == "60"
        assert b"Thinking time" not in answer.content
        assert b"SIDEBYSIDE" not in answer.content
        monkeypatch.setattr(master, "KeyService", Backwards)
        keystore.close()
        settings.SIDEBYSIDE = works
        assert b"Thinking time" in ana.get(page).content
        content.refresh_from_db()
        assert content.focus == "Thinking time"
    finally:
        keystore.close()


class Backwards:
    """A key service that answers at once: what is away is tried with a real program."""

    mark = master.SERVICE_MARK

    def __init__(self, command: str) -> None:
        self.command = command

    def wrap(self, name: str, key: bytes) -> bytes:
        return bytes(reversed(key))

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        return bytes(reversed(wrapped))
