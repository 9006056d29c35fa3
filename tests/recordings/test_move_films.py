"""Moving films between the folder and a bucket: nothing lost, nothing double, whenever it is stopped."""

import io
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from sidebyside.recordings import renditions, store
from sidebyside.recordings.deleting import destroy, left
from sidebyside.recordings.models import Recording, Rendition, Upload
from sidebyside.web.settings.films import film_storages
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, put, ready_film, send
from tests.recordings.serving import Films
from tests.s3 import S3Server

MB = 1024 * 1024
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keep_in(s3: S3Server, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``keep_in("s3")``: as an operator who changes the setting and starts again."""
    prefix = f"school-{uuid.uuid4().hex[:8]}"

    def kept(where: str) -> None:
        for name, value in (s3.settings(prefix) | {"SIDEBYSIDE_FILMS": where}).items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = settings.STORAGES | film_storages(settings.SIDEBYSIDE["DATA"])

    return kept


def move() -> str:
    said = io.StringIO()
    call_command("move_films", stdout=said)
    return said.getvalue()


def plain(rendition: Rendition) -> bytes:
    with store.read(renditions.place(rendition)) as reader:
        return b"".join(reader.iter_range(0, reader.size))


def lie(recording: Recording) -> list[int]:
    """How many files of a recording lie on each shelf, the one for new files first."""
    return [len(shelf.names(recording.code)) for shelf in store.shelves()]


def test_films_go_to_the_bucket_and_back_and_open_all_the_while(
    cast: Cast, keep_in: Callable[[str], None]
) -> None:
    film = secrets.token_bytes(5 * MB + 3)
    keep_in("folder")
    recording = ready_film(cast, film)
    poster = put(recording, Rendition.Role.POSTER, b"a picture")
    rendition = recording.renditions.get(role=Rendition.Role.FILM)
    for where in ("s3", "folder"):
        keep_in(where)
        assert lie(recording) == [0, 2]
        with store.read(renditions.place(rendition)) as reader:
            before = reader.read_at(0, MB)
            said = move()
            # Who was watching goes on watching, from the other place.
            assert before + reader.read_at(MB, 5 * MB) == film
        assert "2 files moved" in said
        assert "Nothing is left in the place of before" in said
        assert lie(recording) == [2, 0]
        assert (plain(rendition), plain(poster)) == (film, b"a picture")
        assert "moved" not in move()


def test_what_is_still_being_sent_goes_on_where_it_began_and_moves_when_it_has_arrived(
    cast: Cast, ana: Client, keep_in: Callable[[str], None]
) -> None:
    film = secrets.token_bytes(2 * MB + 3)
    keep_in("folder")
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film[:MB]) == 204
    keep_in("s3")
    assert "1 files are still being sent" in move()
    assert send(ana, address, MB, film[MB:]) == 204
    assert lie(Upload.objects.get().recording) == [0, 1]
    assert "1 files moved" in move()
    assert plain(Rendition.objects.get()) == film


def test_a_film_that_is_deleted_is_deleted_in_both_places(cast: Cast, keep_in: Callable[[str], None]) -> None:
    keep_in("folder")
    recording = ready_film(cast, b"old" * MB)
    keep_in("s3")
    put(recording, Rendition.Role.POSTER, b"a picture")
    assert lie(recording) == [1, 1]
    destroy(recording.code)
    assert lie(recording) == [0, 0]
    assert left(recording.code)["files"] == 0


def test_a_file_that_does_not_open_is_named_and_stays(
    cast: Cast, keep_in: Callable[[str], None], settings: Settings
) -> None:
    keep_in("folder")
    recording = ready_film(cast, secrets.token_bytes(3 * MB))
    rendition = recording.renditions.get()
    path = Path(settings.SIDEBYSIDE["DATA"]) / "recordings" / rendition.name
    raw = bytearray(path.read_bytes())
    raw[MB + 500] ^= 1
    path.write_bytes(raw)
    keep_in("s3")
    with pytest.raises(CommandError, match="1 files do not open"):
        move()
    assert path.read_bytes() == raw


def test_where_films_have_only_one_place_nothing_is_moved(settings: Settings) -> None:
    with pytest.raises(CommandError, match="one place only"):
        move()


FILL = """
import django; django.setup()
import hashlib, json, os
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Rendition
from tests.recordings.conftest import ready_film, put
from types import SimpleNamespace
strand = Strand.objects.get(code=__import__("sys").argv[1])
cast = SimpleNamespace(strand=strand, ana=strand.coachee, programme=strand.cycle.partnership.programme)
film = os.urandom(40 * 1024 * 1024 + 5)
recording = ready_film(cast, film)
for role in ("poster", "strip", "peaks"):
    put(recording, Rendition.Role(role), film[:3_000_000])
print(json.dumps({"film": hashlib.sha256(film).hexdigest(), "small": hashlib.sha256(film[:3_000_000]).hexdigest()}))
"""

SUMS = """
import django; django.setup()
import hashlib, json
from sidebyside.recordings import renditions, store
from sidebyside.recordings.models import Rendition
sums = {}
for rendition in Rendition.objects.select_related("recording"):
    with store.read(renditions.place(rendition)) as reader:
        sums[rendition.role] = hashlib.sha256(b"".join(reader.iter_range(0, reader.size))).hexdigest()
lie = [len(shelf.names(rendition.recording.code)) for shelf in store.shelves()]
print(json.dumps({"sums": sums, "lie": lie}))
"""


@pytest.mark.faults
def test_killed_again_and_again_it_loses_nothing_and_ends(tmp_path: Path, s3: S3Server) -> None:
    kept = Films(tmp_path)
    kept.gather()
    sums = json.loads(kept.run(FILL, kept.told["strand"]).splitlines()[-1])
    wanted = {"film": sums["film"], "poster": sums["small"], "strip": sums["small"], "peaks": sums["small"]}
    bucket = s3.settings(f"school-{uuid.uuid4().hex[:8]}")
    for where in ("s3", "folder"):
        environment = kept.environment | bucket | {"SIDEBYSIDE_FILMS": where}

        def look(environment: dict[str, str] = environment) -> dict[str, object]:
            done = subprocess.run(
                [sys.executable, "-c", SUMS], env=environment, capture_output=True, text=True, check=True
            )
            found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
            return found

        for pause in (0.05, 0.3):
            moving = subprocess.Popen(
                [sys.executable, "-m", "django", "move_films"], env=environment, stdout=subprocess.DEVNULL
            )
            until = time.monotonic() + 60
            while not any(one.name == "moving.lock" for one in tmp_path.rglob("moving.lock")):
                assert time.monotonic() < until
                time.sleep(0.01)
            (tmp_path / "run" / "moving.lock").unlink()
            time.sleep(pause)
            os.kill(moving.pid, signal.SIGKILL)
            moving.wait()
            assert look()["sums"] == wanted
        done = subprocess.run(
            [sys.executable, "-m", "django", "move_films"], env=environment, capture_output=True, text=True
        )
        assert "Nothing is left in the place of before" in done.stdout, done.stderr
        assert look() == {"sums": wanted, "lie": [4, 0]}
