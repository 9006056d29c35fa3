"""The unique word again, where nobody looks: temporary files while work runs, pages of the database after a deletion,
backups, memory on disks; and each key tried at everything that is not its own."""

import io
import os
import re
import resource
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings as now_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sidebyside.jobs import Owed, run_here
from sidebyside.programme.models import Question, StrandContent
from sidebyside.recordings import deleting, jobs, renditions, store
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.room.models import Moment
from sidebyside.trust import keystore, monthly
from sidebyside.trust.sealed import Ciphertext, SealedText
from sidebyside.web.serving import ROOT, SOURCE
from tests.access.test_canary import _film_with
from tests.access.unfolding import holds
from tests.cast import Cast, gather
from tests.recordings.conftest import begin_upload, send

pytestmark = [pytest.mark.faults, pytest.mark.on_sqlite]


@pytest.fixture
def word() -> str:
    return f"Zeisig{secrets.token_hex(8)}"


@pytest.fixture
def place(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    data, scratch = tmp_path / "data", tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    settings.SIDEBYSIDE = now_settings.SIDEBYSIDE | {
        "DATA": data,
        "ENGINE_URL": "",
        "MASTER_KEY": "",
        "KEYSTORE": data / "keys" / "keys.sqlite3",
        "MASTER_KEY_FILE": data / "keys" / "master.key",
        "MONTHLY_KEYS": tmp_path / "monthly",
        "LEDGER": data / "ledger" / "deletions",
    }
    settings.STORAGES = now_settings.STORAGES | {
        "recordings": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": data / "recordings", "file_permissions_mode": 0o600},
        }
    }
    keystore.close()
    before = os.umask(0o077)
    yield tmp_path
    os.umask(before)
    keystore.close()


@pytest.fixture
def cast(transactional_db: None, place: Path) -> Cast:
    return gather()


@contextmanager
def watched(folder: Path, word: str) -> Iterator[list[str]]:
    """Every file below the folder, and every file without a name that this process or one of its children has open,
    looked into again and again while something runs. The answer grows where the word is found."""
    found: list[str] = []
    over = threading.Event()

    def look() -> None:
        wanted = word.encode()
        while not over.is_set():
            for path in [*folder.rglob("*"), *_open_files()]:
                with suppress(OSError):
                    if path.is_file() and wanted in path.read_bytes():
                        found.append(f"{path} {_named(path)}")
            over.wait(0.02)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def _open_files() -> Iterator[Path]:
    """What is open without a name, on a disk: a memory file is memory."""
    for number in [os.getpid(), *_children(os.getpid())]:
        with suppress(OSError):
            for path in Path(f"/proc/{number}/fd").iterdir():
                named = _named(path)
                if named.endswith("(deleted)") and not named.startswith(("/memfd:", "/dev/shm/")):
                    yield path


def _named(path: Path) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""


def _children(number: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *_children(int(child))]
    return found


def signed_in(cast: Cast) -> Client:
    ana = Client()
    ana.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    return ana


def filled(cast: Cast, word: str) -> Recording:
    """Words of both, and a film that carries the word as a camera writes a title; made ready as a worker does it."""
    StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus=word, why=word)
    Question.objects.create(strand=cast.strand, author=cast.ana, words=word)
    body, ana = _film_with(word), signed_in(cast)
    address = begin_upload(ana, cast.strand.code, len(body), f"{word}.mp4")
    assert send(ana, address, 0, body) == 204
    film = Recording.objects.get()
    for kind in (jobs.LOOK, jobs.PREPARE):
        run_here(kind, Owed(str(film.code), film.attempt))
    film.refresh_from_db()
    assert film.state == Recording.State.READY
    for author in (cast.ana, cast.ben):
        Moment.objects.create(recording=film, author=author, start_ms=0, end_ms=9, seen=word, made_of_it=word)
    return film


def backup(to: Path) -> None:
    call_command("backup", "--to", str(to), "--check", stdout=io.StringIO())


def test_no_file_tells_it_while_a_film_is_sent_made_ready_watched_and_backed_up(
    cast: Cast, place: Path, word: str
) -> None:
    with watched(place, word) as found:
        film = filled(cast, word)
        answer: Any = signed_in(cast).get(f"/film/{film.code}/film")
        b"".join(answer.streaming_content)
        backup(place / "backups")
    assert not found
    assert list((place / "scratch").rglob("*")) == []


def test_the_one_who_watches_would_have_seen_it(place: Path, word: str) -> None:
    with watched(place, word) as found:
        named = place / "scratch" / "left"
        named.write_text(word)
        with tempfile.TemporaryFile() as without_a_name:
            without_a_name.write(word.encode())
            without_a_name.flush()
            for _try in range(200):
                if any("deleted" in one for one in found) and any("left" in one for one in found):
                    break
                threading.Event().wait(0.05)
    assert any("left" in one for one in found)
    assert any("(deleted)" in one for one in found)


def test_no_backup_tells_it_and_none_opens_without_its_months_key(
    cast: Cast, place: Path, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(cast, word)
    backup(place / "backups")
    looked = 0
    for path in (place / "backups").rglob("*"):
        if path.is_file():
            looked += 1
            assert not holds(path.read_bytes(), word), path
            assert word.lower() not in path.name.lower()
    assert looked > 3
    (month,) = monthly.folder().glob("*.key")
    made_at = monthly.opened(month.stem).made_at
    monkeypatch.setattr("time.time", lambda: made_at + monthly.LIVES_S)
    monthly.destroy_due()
    assert not list(monthly.folder().glob("*.key"))
    with pytest.raises(CommandError, match="key"):
        call_command(
            "restore", "--from", str(place / "backups"), "--over-what-is-there", stdout=io.StringIO()
        )


def sealed_now() -> list[tuple[str, str, bytes, bytes]]:
    """Each sealed word as it lies: its column, its key's name, the bytes, and what they are bound to."""
    found = []
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedText):
                for row in model._base_manager.all():
                    value = row.__dict__.get(field.attname)
                    if isinstance(value, Ciphertext):
                        name = f"{model._meta.label}.{field.name}"
                        found.append((name, row.sealing_key(), bytes(value), row.associated(field.attname)))
    return found


def opens(key: bytes, sealed: bytes, bound_to: bytes) -> bool:
    try:
        AESGCM(key).decrypt(sealed[: keystore.NONCE_BYTES], sealed[keystore.NONCE_BYTES :], bound_to)
    except InvalidTag:
        return False
    return True


def test_every_key_opens_its_own_and_nothing_else(cast: Cast, place: Path, word: str) -> None:
    film = filled(cast, word)
    named = [name for (name,) in keystore.look().execute("SELECT name FROM keys WHERE wrapped IS NOT NULL")]
    keys = {name: keystore.key(name) for name in named}
    assert len(set(keys.values())) == len(keys) > 3
    words = sealed_now()
    assert len(words) > 6
    for column, own, sealed, bound_to in words:
        assert [name for name, key in keys.items() if opens(key, sealed, bound_to)] == [own], column
        for _other, _own, _sealed, elsewhere in words:
            assert elsewhere == bound_to or not opens(keys[own], sealed, elsewhere), column
    # A film's file under another film's name, key and all.
    other = Recording.objects.create(strand=cast.other_strand, owner=cast.cleo)
    keystore.make(other.sealing_key())
    (mine,) = film.renditions.filter(role=Rendition.Role.POSTER)
    folder = Path(str(now_settings.STORAGES["recordings"]["OPTIONS"]["location"]))
    theirs = Rendition(recording=other, role=mine.role, attempt=mine.attempt, name=store.new_name(other.code))
    (folder / theirs.name).parent.mkdir(parents=True)
    (folder / theirs.name).write_bytes((folder / mine.name).read_bytes())
    with pytest.raises(store.Broken), store.read(renditions.place(theirs)) as reader:
        reader.read_at(0, 10)


def database_files() -> bytes:
    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(path.read_bytes() for path in sorted(name.parent.glob(f"{name.name}*")))


def pieces(sealed: bytes) -> Iterator[bytes]:
    for at in range(0, max(1, len(sealed) - 16), 16):
        yield sealed[at : at + 16]


def test_no_page_of_the_database_keeps_what_was_deleted_nor_its_key(
    cast: Cast, place: Path, word: str
) -> None:
    film = filled(cast, word)
    Moment.objects.update(put_away_at=timezone.now())
    wrapped = [
        bytes(row[0])
        for row in keystore.look().execute(
            "SELECT wrapped FROM keys WHERE name LIKE ?", (f"recording:{film.code}%",)
        )
    ]
    lay = [sealed for _column, _own, sealed, _bound in sealed_now()]
    there = database_files()
    assert all(sealed in there for sealed in lay), "it is looked for where it does not lie"
    stored = b"".join(path.read_bytes() for path in (place / "data" / "keys").glob("keys.sqlite3*"))
    assert all(one in stored for one in wrapped)
    deleting.delete_film(film, cast.ana)
    Question.objects.all().delete()
    StrandContent.objects.all().delete()
    left = database_files()
    still = {sealed for _column, _own, sealed, _bound in sealed_now()}
    gone = [sealed for sealed in lay if sealed not in still]
    assert len(gone) >= 6
    for sealed in gone:
        assert not [piece for piece in pieces(sealed) if piece in left]
    stored = b"".join(path.read_bytes() for path in (place / "data" / "keys").glob("keys.sqlite3*"))
    assert wrapped
    for one in wrapped:
        assert not [piece for piece in pieces(one) if piece in stored]
    # No journal is left beside either file with anything in it.
    for database in (Path(str(connection.settings_dict["NAME"])), place / "data" / "keys" / "keys.sqlite3"):
        for end in ("-journal", "-wal"):
            beside = database.with_name(database.name + end)
            assert not beside.exists() or not any(sealed[:32] in beside.read_bytes() for sealed in gone)


SHOWS = (
    "import resource, ctypes; print('core', resource.getrlimit(resource.RLIMIT_CORE),"
    " 'dumpable', ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
)


@pytest.mark.parametrize("how", ["django", "wsgi"])
def test_whatever_may_open_keys_leaves_its_memory_on_no_disk_and_to_nobody(tmp_path: Path, how: str) -> None:
    """Each command of an operator as well: `manage backup` opens as many keys as the pages do."""
    begins = "import django; django.setup()" if how == "django" else "import sidebyside.web.wsgi"
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    done = subprocess.run(
        [sys.executable, "-c", f"{begins}\n{SHOWS}"],
        env={
            "PYTHONPATH": str(SOURCE),
            "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
            "SIDEBYSIDE_DATA": str(tmp_path),
        },
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)),
    )
    assert re.search(r"core \(0, 0\) dumpable 0", done.stdout), done.stdout
