"""What only a bucket can do wrong: two machines at one file, a service that goes away, a bucket that is not ours."""

import os
import secrets
import signal
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.test import Client
from pytest_django.fixtures import Settings

from sidebyside.recordings import store
from sidebyside.recordings.models import Recording, Upload
from sidebyside.recordings.store import Place, Writer
from sidebyside.recordings.store.s3 import Bucket
from sidebyside.trust import keystore
from sidebyside.web.settings.films import film_storages
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, ready_film, send
from tests.s3 import BUCKET, S3Server, s3_server

CHUNK = 64 * 1024
MB = 1024 * 1024


@pytest.fixture
def keep_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``keep_on(server, ...)``: films go to that service from now on."""
    prefix = f"school-{uuid.uuid4().hex[:8]}"

    def kept(server: S3Server, **more: str) -> None:
        for name, value in server.settings(prefix, **more).items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = settings.STORAGES | film_storages(settings.SIDEBYSIDE["DATA"])

    return kept


@pytest.fixture
def on_s3(s3: S3Server, keep_on: Callable[..., None]) -> S3Server:
    keep_on(s3)
    return s3


@pytest.fixture
def mortal(keep_on: Callable[..., None]) -> Iterator[S3Server]:
    """A server of the test's own, to be killed."""
    with s3_server() as server:
        keep_on(server)
        yield server


@pytest.fixture
def place() -> Place:
    recording = uuid.uuid4()
    keystore.make(f"recording:{recording}")
    return Place(recording, "film", store.new_name(recording), 1)


def whole(place: Place) -> bytes:
    with store.read(place) as reader:
        return b"".join(reader.iter_range(0, reader.size))


class Overtaken(Exception):
    pass


class Claims:
    """What the row of an upload is for two machines: who writes, and what was acknowledged."""

    def __init__(self) -> None:
        self.writer, self.offset = "", 0

    def open(self, place: Place, me: str) -> store.Writer:
        def size() -> int:
            self.writer = me
            return self.offset

        def still_mine() -> None:
            if self.writer != me:
                raise Overtaken

        return store.append_to(place, size, still_mine)

    def acknowledge(self, writer: store.Writer, me: str) -> None:
        stored = writer.sync()
        if self.writer != me:
            raise Overtaken
        self.offset = stored


def test_of_two_writers_only_the_later_ones_bytes_are_read_whatever_the_earlier_still_puts_down(
    on_s3: S3Server, place: Place
) -> None:
    store.create(place, CHUNK).close()
    claims, film = Claims(), secrets.token_bytes(12 * CHUNK + 77)
    damaged = secrets.token_bytes(12 * CHUNK)
    first = claims.open(place, "first")
    first.append(film[: 3 * CHUNK])
    claims.acknowledge(first, "first")
    first.append(damaged[: 2 * CHUNK])
    second = claims.open(place, "second")
    first.sync()
    second.append(film[second.stored : 6 * CHUNK])
    claims.acknowledge(second, "second")
    first.append(damaged[: 9 * CHUNK])
    with pytest.raises(Overtaken):
        claims.acknowledge(first, "first")
    first.seal()
    third = claims.open(place, "third")
    assert third.stored == 6 * CHUNK
    third.append(film[6 * CHUNK :])
    assert third.seal() == len(film)
    for writer in (first, second, third):
        writer.close()
    assert whole(place) == film


def test_a_part_that_another_process_went_on_with_is_read_as_it_is_now(on_s3: S3Server, place: Place) -> None:
    """Kept early and made ready by a worker; then its device came back to a server in another process."""
    body = secrets.token_bytes(3 * CHUNK)
    with store.create(place, CHUNK) as writer:
        writer.append(body[:CHUNK])
        writer.seal()
    assert whole(place) == body[:CHUNK]
    worker = store.shelves()[0]
    elsewhere = Bucket(storages["recordings"])
    with Writer(elsewhere.append_to(place.name, lambda: CHUNK, None), place) as writer:
        writer.append(body[CHUNK:])
        writer.seal()
    assert store.shelves()[0] is worker
    with store.read(place, may_have_grown=True) as reader:
        assert reader.read_at(0, reader.size) == body


def test_who_was_overtaken_before_beginning_lays_nothing(on_s3: S3Server, place: Place) -> None:
    store.create(place, CHUNK).close()
    claims, film = Claims(), secrets.token_bytes(5 * CHUNK + 1)

    def late_size() -> int:
        claims.writer = "late"
        offset = claims.offset
        # All of this happens between the claim of the late one and its first byte.
        with claims.open(place, "second") as writer:
            writer.append(film)
            writer.seal()
        return offset

    def late_claim() -> None:
        if claims.writer != "late":
            raise Overtaken

    with pytest.raises(Overtaken):
        store.append_to(place, late_size, late_claim)
    assert whole(place) == film


def test_falling_back_in_the_middle_of_a_segment_keeps_what_lies_before(
    on_s3: S3Server, place: Place
) -> None:
    film = secrets.token_bytes(7 * CHUNK)
    with store.create(place, CHUNK) as writer:
        writer.append(film[: 2 * CHUNK])
        writer.sync()
        writer.append(film[2 * CHUNK : 4 * CHUNK] + secrets.token_bytes(2 * CHUNK))
        writer.sync()
        writer.fall_back(3 * CHUNK)
        writer.append(film[3 * CHUNK :])
        writer.seal()
    assert whole(place) == film


def test_a_long_film_is_read_from_any_place_across_its_segments(on_s3: S3Server, place: Place) -> None:
    film = secrets.token_bytes(13 * MB + 5)
    with store.create(place) as writer:
        writer.append(film)
        writer.seal()
    with store.read(place) as reader:
        for start, length in [(0, 10), (MB - 1, 2), (4 * MB - 9, 5 * MB), (13 * MB, 99), (3, 13 * MB)]:
            assert reader.read_at(start, length) == film[start : start + length]
    assert whole(place) == film


def test_many_small_sends_make_one_file(on_s3: S3Server, place: Place) -> None:
    film = secrets.token_bytes(20 * CHUNK + 3)
    store.create(place, CHUNK).close()
    claims = Claims()
    for number in range(20):
        with claims.open(place, str(number)) as writer:
            writer.append(film[number * CHUNK : (number + 1) * CHUNK])
            claims.acknowledge(writer, str(number))
    with claims.open(place, "end") as writer:
        writer.append(film[20 * CHUNK :])
        writer.seal()
    assert whole(place) == film


@pytest.mark.faults
def test_a_service_that_is_killed_loses_nothing_that_it_had_taken(mortal: S3Server, place: Place) -> None:
    film = secrets.token_bytes(20 * CHUNK + 9)
    writer = store.create(place, CHUNK)
    writer.append(film[: 5 * CHUNK])
    assert writer.sync() == 5 * CHUNK
    mortal.kill()
    writer.append(film[5 * CHUNK : 8 * CHUNK])
    with pytest.raises(store.Away):
        writer.sync()
    assert writer.stored == 5 * CHUNK
    writer.close()
    with pytest.raises(store.Away):
        store.append_to(place, lambda: 5 * CHUNK)
    mortal.start()
    with store.append_to(place, lambda: 5 * CHUNK) as again:
        again.append(film[5 * CHUNK :])
        again.seal()
    with store.read(place) as reader:
        assert reader.read_at(0, 10) == film[:10]
    with store.read(place) as reader:
        mortal.kill()
        with pytest.raises(store.Away):
            reader.read_at(0, len(film))
        mortal.start()
        assert reader.read_at(0, len(film)) == film


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_sender_is_told_that_the_films_are_out_of_reach_and_goes_on_where_it_was(
    mortal: S3Server, ana: Client, cast: Cast
) -> None:
    film = secrets.token_bytes(3 * MB + 17)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film[:MB]) == 204
    mortal.kill()
    answer = ana.patch(
        address,
        data=film[MB : 2 * MB],
        content_type="application/offset+octet-stream",
        headers={"tus-resumable": "1.0.0", "upload-offset": str(MB)},
    )
    assert answer.status_code == 503
    assert "does not answer just now" in answer.content.decode()
    assert Upload.objects.get().offset == MB
    mortal.start()
    assert send(ana, address, MB, film[MB:]) == 204
    recording = Recording.objects.get()
    rendition = recording.renditions.get()
    assert whole(Place(recording.code, "source", rendition.name, rendition.attempt)) == film


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_player_is_asked_to_come_back_while_the_films_are_out_of_reach(
    mortal: S3Server, ana: Client, cast: Cast
) -> None:
    film = ready_film(cast, secrets.token_bytes(2 * MB))
    mortal.kill()
    answer = ana.get(f"/film/{film.code}/film", headers={"range": "bytes=0-99"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    mortal.start()
    assert ana.get(f"/film/{film.code}/film", headers={"range": "bytes=0-99"}).status_code == 206


KILLED = """
import os, sys, uuid
import django
django.setup()
from sidebyside.recordings import store
from sidebyside.recordings.store import s3
place = store.Place(uuid.UUID(sys.argv[1]), "film", sys.argv[2], 1)
writer = store.create(place, 65536)
block = b"a-word-that-must-not-stay-anywhere " * 1873
for _ in range(5):
    writer.append(block[:65536])
print(writer.sync(), flush=True)
for _ in range(300):
    writer.append(block[:65536])
os.kill(os.getpid(), 9)
"""


@pytest.mark.faults
def test_a_kill_between_segments_loses_only_what_was_not_acknowledged(
    on_s3: S3Server, place: Place, settings: Settings
) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
        "SIDEBYSIDE_DATA": str(settings.SIDEBYSIDE["DATA"]),
        "PYTHONPATH": str(settings.ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(place.recording), place.name],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout.strip() == str(5 * 65536).encode()
    canary = b"a-word-that-must-not-stay-anywhere "
    assert not any(canary in path.read_bytes() for path in on_s3.files())
    with store.append_to(place, lambda: 5 * 65536) as writer:
        writer.seal()
    assert whole(place) == (canary * 1873)[:65536] * 5


def test_a_ready_service_is_found_ready(on_s3: S3Server) -> None:
    store.check()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SIDEBYSIDE_S3_BUCKET", "not-there", "There is no bucket not-there"),
        ("SIDEBYSIDE_S3_KEY_ID", "a-stranger", "does not know this key"),
        ("SIDEBYSIDE_S3_SECRET", "not the secret", "does not know this key"),
    ],
)
def test_a_service_that_does_not_let_us_in_is_named_before_a_school_opens(
    s3: S3Server, keep_on: Callable[..., None], name: str, value: str, words: str
) -> None:
    keep_on(s3, **{name: value})
    with pytest.raises(store.NotReady, match=words):
        store.check()


def test_a_bucket_that_keeps_what_is_deleted_is_refused(s3: S3Server, keep_on: Callable[..., None]) -> None:
    client, name = s3.client(), f"versions-{uuid.uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    keep_on(s3, SIDEBYSIDE_S3_BUCKET=name)
    with pytest.raises(store.NotReady, match="keeps old versions"):
        store.check()


def test_a_service_that_is_not_there_is_away(s3: S3Server, keep_on: Callable[..., None]) -> None:
    keep_on(s3, SIDEBYSIDE_S3_ENDPOINT="http://127.0.0.1:9")
    with pytest.raises(store.Away):
        store.check()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SIDEBYSIDE_FILMS", "cloud", "choose one of folder, s3"),
        ("SIDEBYSIDE_S3_BUCKET", "", "set SIDEBYSIDE_S3_BUCKET"),
        ("SIDEBYSIDE_S3_KEY_ID", "", "set SIDEBYSIDE_S3_KEY_ID"),
        ("SIDEBYSIDE_S3_SECRET", "", "set SIDEBYSIDE_S3_SECRET or SIDEBYSIDE_S3_SECRET_FILE"),
        ("SIDEBYSIDE_S3_SECRET_FILE", "/not/there", "/not/there cannot be read"),
        ("SIDEBYSIDE_S3_ENDPOINT", "s3.example.org", "write the address of the service alone"),
        ("SIDEBYSIDE_S3_ENDPOINT", f"http://localhost/{BUCKET}", "write the address of the service alone"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, name: str, value: str, words: str
) -> None:
    given = {"FILMS": "s3", "S3_BUCKET": BUCKET, "S3_KEY_ID": "key", "S3_SECRET": "secret"}
    for setting, said in given.items():
        monkeypatch.setenv(f"SIDEBYSIDE_{setting}", said)
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=words):
        film_storages(settings.SIDEBYSIDE["DATA"])
