import os
import secrets
import signal
import subprocess
import sys
import textwrap
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from sidebyside.recordings import store
from sidebyside.recordings.store import Broken, Place
from sidebyside.trust import keystore
from sidebyside.web.settings.films import film_storages
from tests.recordings.shelves import CHUNK, InBucket, InFolder, Shelf
from tests.s3 import BUCKET, S3Server


def in_folder() -> InFolder:
    return InFolder(Path(settings.STORAGES["recordings"]["OPTIONS"]["location"]))


@pytest.fixture(params=["folder", "s3"])
def shelf(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Every promise of the store is kept on a disk and in a bucket."""
    if request.param == "folder":
        return in_folder()
    server: S3Server = request.getfixturevalue("s3")
    prefix = f"school-{uuid.uuid4().hex[:8]}"
    for name, value in server.settings(prefix).items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = settings.STORAGES | film_storages(settings.SIDEBYSIDE["DATA"])
    return InBucket(server.client(), BUCKET, prefix)


@pytest.fixture
def recording() -> uuid.UUID:
    code = uuid.uuid4()
    keystore.make(f"recording:{code}")
    return code


@pytest.fixture
def place(recording: uuid.UUID) -> Place:
    return Place(recording, "film", store.new_name(recording), 1)


def stored(place: Place, plain: bytes, chunk_bytes: int = CHUNK) -> None:
    with store.create(place, chunk_bytes) as writer:
        writer.append(plain)
        writer.seal()


def whole(place: Place) -> bytes:
    with store.read(place) as reader:
        return b"".join(reader.iter_range(0, reader.size))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 5 * CHUNK + 17])
def test_what_goes_in_comes_out(shelf: Shelf, place: Place, length: int) -> None:
    plain = secrets.token_bytes(length)
    stored(place, plain)
    with store.read(place) as reader:
        assert reader.size == length
        assert b"".join(reader.iter_range(0, length)) == plain


def test_any_range_reads_like_a_slice(shelf: Shelf, place: Place) -> None:
    plain = secrets.token_bytes(3 * CHUNK + 99)
    stored(place, plain)
    with store.read(place) as reader:
        for start, end in [(0, 1), (CHUNK - 1, CHUNK + 1), (10, 3 * CHUNK), (3 * CHUNK, len(plain) + 500)]:
            assert reader.read_at(start, end - start) == plain[start:end]
            assert b"".join(reader.iter_range(start, end, piece=100)) == plain[start:end]


def test_blocks_of_any_size_make_the_same_file(shelf: Shelf, place: Place) -> None:
    plain = secrets.token_bytes(4 * CHUNK + 5)
    with store.create(place, CHUNK) as writer:
        for at in range(0, len(plain), 777):
            writer.append(memoryview(plain)[at : at + 777])
        writer.seal()
    assert whole(place) == plain


def test_nothing_plain_lies_on_the_disk(shelf: Shelf, place: Place) -> None:
    stored(place, b"canary in the coal mine " * 1000)
    lies = shelf.everything()
    assert len(lies) > 24_000
    assert b"canary" not in lies


def test_two_writes_of_the_same_bytes_share_no_record(shelf: Shelf, recording: uuid.UUID) -> None:
    places = [Place(recording, "film", store.new_name(recording), 1) for _ in range(2)]
    for place in places:
        stored(place, bytes(3 * CHUNK))
    first, second = (set(shelf.records(place)) for place in places)
    assert len(first) == len(second) == 4
    assert not first & second


def test_swapped_chunks_are_refused(shelf: Shelf, place: Place) -> None:
    stored(place, secrets.token_bytes(3 * CHUNK + 9))
    first, second, *rest = shelf.records(place)
    shelf.put_records(place, [second, first, *rest])
    with pytest.raises(Broken):
        whole(place)


@pytest.mark.parametrize("left_out", [1, 10, CHUNK, CHUNK + store.SEAL + 9, 2 * (CHUNK + store.SEAL) + 9])
def test_a_cut_file_is_refused_at_once(shelf: Shelf, place: Place, left_out: int) -> None:
    stored(place, secrets.token_bytes(3 * CHUNK + 9))
    shelf.cut(place, left_out)
    with pytest.raises(Broken):
        store.read(place)


def test_a_file_cut_at_a_whole_chunk_does_not_pass_for_a_shorter_one(shelf: Shelf, place: Place) -> None:
    stored(place, secrets.token_bytes(3 * CHUNK + 9))
    shelf.put_records(place, shelf.records(place)[:2])
    with pytest.raises(Broken):
        store.read(place)


def test_a_lengthened_file_is_refused_at_once(shelf: Shelf, place: Place) -> None:
    stored(place, secrets.token_bytes(2 * CHUNK + 9))
    parts = shelf.records(place)
    shelf.put_records(place, [*parts[:2], parts[1], parts[2]])
    with pytest.raises(Broken):
        store.read(place)


def test_a_chunk_of_an_older_attempt_is_refused(shelf: Shelf, recording: uuid.UUID) -> None:
    name = store.new_name(recording)
    older = Place(recording, "film", name, 1)
    stored(older, secrets.token_bytes(2 * CHUNK + 9))
    replayed = shelf.records(older)
    store.delete(name)
    newer = Place(recording, "film", name, 2)
    stored(newer, secrets.token_bytes(2 * CHUNK + 9))
    shelf.put_records(newer, [replayed[0], *shelf.records(newer)[1:]])
    with pytest.raises(Broken):
        whole(newer)


@pytest.mark.parametrize("other", ["recording", "role", "name"])
def test_a_chunk_pasted_from_another_file_is_refused(shelf: Shelf, recording: uuid.UUID, other: str) -> None:
    elsewhere = uuid.uuid4()
    keystore.make(f"recording:{elsewhere}")
    here = Place(recording, "film", store.new_name(recording), 1)
    there = {
        "recording": Place(elsewhere, "film", store.new_name(elsewhere), 1),
        "role": Place(recording, "clip", store.new_name(recording), 1),
        "name": Place(recording, "film", store.new_name(recording), 1),
    }[other]
    stored(here, secrets.token_bytes(2 * CHUNK + 9))
    stored(there, secrets.token_bytes(2 * CHUNK + 9))
    shelf.put_records(here, [shelf.records(there)[0], *shelf.records(here)[1:]])
    with pytest.raises(Broken):
        whole(here)


def test_a_whole_file_under_another_name_is_refused(shelf: Shelf, recording: uuid.UUID) -> None:
    mine = Place(recording, "film", store.new_name(recording), 1)
    other = Place(recording, "film", store.new_name(recording), 1)
    stored(mine, b"mine" * 3000)
    shelf.copy(mine, other)
    with pytest.raises(Broken):
        store.read(other)


def test_a_changed_chunk_size_in_the_header_is_refused(shelf: Shelf, place: Place) -> None:
    stored(place, secrets.token_bytes(9))
    shelf.set_chunk_bytes(place, 2 * CHUNK)
    with pytest.raises(Broken):
        store.read(place)


def test_one_changed_bit_is_refused(shelf: Shelf, place: Place) -> None:
    stored(place, secrets.token_bytes(2 * CHUNK))
    first, *rest = shelf.records(place)
    shelf.put_records(place, [first[:500] + bytes([first[500] ^ 1]) + first[501:], *rest])
    with pytest.raises(Broken):
        whole(place)


def test_a_destroyed_key_closes_the_file_for_good(shelf: Shelf, place: Place) -> None:
    stored(place, b"gone" * 2000)
    assert whole(place)
    keystore.destroy(place.key_name)
    with pytest.raises(keystore.KeyGone):
        store.read(place)
    with pytest.raises(keystore.KeyGone):
        store.append_to(place)


def test_another_recordings_key_does_not_open_the_file(shelf: Shelf, place: Place) -> None:
    stored(place, b"mine" * 2000)
    other = uuid.uuid4()
    keystore.make(f"recording:{other}")
    with pytest.raises(Broken):
        store.read(Place(other, place.role, place.name, place.attempt))


def test_an_unsealed_file_cannot_be_read(shelf: Shelf, place: Place) -> None:
    with store.create(place, CHUNK) as writer:
        writer.append(bytes(3 * CHUNK))
    with pytest.raises(Broken):
        store.read(place)


def test_leaving_without_sealing_keeps_whole_chunks_and_appending_goes_on_from_there(
    shelf: Shelf, place: Place
) -> None:
    plain = secrets.token_bytes(5 * CHUNK + 50)
    with store.create(place, CHUNK) as writer:
        writer.append(plain[: 2 * CHUNK + 700])
        assert writer.sync() == 2 * CHUNK
    with store.append_to(place) as writer:
        assert writer.stored == 2 * CHUNK
        writer.append(plain[writer.stored :])
        writer.seal()
    assert whole(place) == plain


def test_half_a_record_is_dropped_when_the_file_is_opened_again(shelf: Shelf, place: Place) -> None:
    plain = secrets.token_bytes(3 * CHUNK)
    with store.create(place, CHUNK) as writer:
        writer.append(plain)
        writer.sync()
    shelf.cut(place, 1000)
    with store.append_to(place) as writer:
        assert writer.stored == 2 * CHUNK
        writer.append(plain[2 * CHUNK :])
        writer.seal()
    assert whole(place) == plain


def test_less_than_was_acknowledged_is_never_taken_for_it(shelf: Shelf, place: Place) -> None:
    with store.create(place, CHUNK) as writer:
        writer.append(bytes(CHUNK))
    with pytest.raises(Broken):
        store.append_to(place, size=lambda: 2 * CHUNK)


def test_a_second_writer_in_a_folder_is_refused_while_the_first_lives(place: Place) -> None:
    with store.create(place, CHUNK) as writer:
        writer.append(bytes(CHUNK))
        with pytest.raises(store.Busy):
            store.append_to(place)
    store.append_to(place).close()


KILLED = """
import os, sys, uuid
import django
django.setup()
from sidebyside.recordings import store
place = store.Place(uuid.UUID(sys.argv[1]), "film", sys.argv[2], 1)
writer = store.create(place, 65536)
canary = b"a-word-that-must-not-stay-anywhere "
block = canary * 4000
real = os.pwrite
def half(file, record, at):
    if at > 5 * 65536:
        real(file, bytes(record[: len(record) // 2]), at)
        os.fsync(file)
        print("half", flush=True)
        os.kill(os.getpid(), 9)
    return real(file, record, at)
os.pwrite = half
while True:
    writer.append(block)
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.faults
def test_a_kill_in_the_middle_of_a_chunk_loses_that_chunk_only_and_leaves_nothing_plain(
    place: Place, scratch: Path
) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
        "SIDEBYSIDE_DATA": str(settings.SIDEBYSIDE["DATA"]),
        "TMPDIR": str(scratch),
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
    assert done.stdout == b"half\n"
    canary = b"a-word-that-must-not-stay-anywhere"
    # In a process of its own: whoever closes a database's file beside SQLite lets go of SQLite's locks on it.
    searched = ["grep", "-rlF", canary.decode(), str(scratch), str(settings.SIDEBYSIDE["DATA"])]
    assert subprocess.run(searched, capture_output=True, check=False).returncode == 1
    with store.append_to(place) as writer:
        assert writer.stored % 65536 == 0
        assert writer.stored >= 4 * 65536
        kept = writer.stored
        writer.seal()
    block = canary + b" "
    assert whole(place) == (block * (kept // len(block) + 1))[:kept]


FULL = """
import resource, signal, sys, uuid
import django
django.setup()
from sidebyside.recordings import store
place = store.Place(uuid.UUID(sys.argv[1]), "film", sys.argv[2], 1)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
writer = store.create(place, 65536)
writer.append(b"x" * 65536 * 3)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536 * 4, 65536 * 4))
try:
    writer.append(b"y" * 65536 * 3)
except store.Full:
    print(writer.sync())
"""


@pytest.mark.faults
def test_a_full_disk_says_so_and_keeps_what_was_whole(place: Place) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
        "SIDEBYSIDE_DATA": str(settings.SIDEBYSIDE["DATA"]),
        "PYTHONPATH": str(settings.ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL), str(place.recording), place.name],
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == str(3 * 65536).encode()
    with store.append_to(place, size=lambda: 3 * 65536) as writer:
        writer.seal()
    assert whole(place) == b"x" * 65536 * 3


def test_deleting_all_takes_every_file_of_a_recording_and_no_other(
    shelf: Shelf, recording: uuid.UUID
) -> None:
    other = uuid.uuid4()
    keystore.make(f"recording:{other}")
    for role in ("film", "poster", "strip"):
        stored(Place(recording, role, store.new_name(recording), 1), b"bytes")
    kept = Place(other, "film", store.new_name(other), 1)
    stored(kept, b"kept")
    assert len(store.names(recording)) == 3
    store.delete_all(recording)
    store.delete_all(recording)
    assert store.names(recording) == []
    assert whole(kept) == b"kept"
