"""Uploads and playback through the films process as it is run, killed and cut."""

import hashlib
import re
import secrets
import socket
import time
from collections.abc import Iterator

import pytest

from tests.recordings.conftest import metadata
from tests.recordings.serving import Films

pytestmark = pytest.mark.faults

MB = 1024 * 1024
CANARY = b"a-word-that-must-not-stay-plain "
# One process for both: each costs seconds to start.
STORED_AND_PUBLISHED = """
import django; django.setup()
import hashlib
from django.utils import timezone
from sidebyside.recordings import renditions, store
from sidebyside.recordings.models import Recording, Rendition, Share
with store.read(renditions.place(Rendition.objects.get())) as reader:
    print(hashlib.sha256(reader.read_at(0, reader.size)).hexdigest())
Rendition.objects.update(published_at=timezone.now(), media_type="video/mp4")
Recording.objects.update(state="ready")
Share.objects.create(recording=Recording.objects.get(), whole=True, opening=1)
print(Recording.objects.get().code)
"""
WITHDRAW = """
import django; django.setup()
from django.utils import timezone
from sidebyside.recordings.models import Share
Share.objects.update(withdrawn_at=timezone.now())
"""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Films]:
    served = Films(tmp_path_factory.mktemp("films"))
    served.gather()
    served.start()
    yield served
    served.kill()


def half_sent(films: Films, address: str, offset: int, film: bytes, sent: int) -> socket.socket:
    """A PATCH that announces the whole rest and has brought only a part of it."""
    lines = [f"PATCH {address} HTTP/1.1", "Host: localhost", f"Content-Length: {len(film) - offset}"]
    lines += ["Content-Type: application/offset+octet-stream", f"Upload-Offset: {offset}"]
    lines += [f"{name}: {value}" for name, value in films.headers().items()]
    connection = socket.create_connection(("127.0.0.1", films.port), timeout=30)
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    connection.sendall(film[offset : offset + sent])
    return connection


def offset_of(films: Films, address: str) -> int:
    response = films.ask("HEAD", address)
    assert response.status == 200
    return int(response.headers["Upload-Offset"])


def waited_for(films: Films, address: str, least: int) -> int:
    deadline = time.monotonic() + 30
    while (offset := offset_of(films, address)) < least:
        assert time.monotonic() < deadline, offset
        time.sleep(0.2)
    return offset


def rest(films: Films, address: str, film: bytes) -> int:
    """Send what is missing, as a client does: again where somebody else still holds the upload."""
    deadline = time.monotonic() + 40
    while True:
        offset = offset_of(films, address)
        body = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
        try:
            status = films.ask("PATCH", address, film[offset:], **body).status
        except OSError:
            # Refused before all of it was sent.
            status = 423
        if status not in (409, 423) or time.monotonic() > deadline:
            return int(status)
        time.sleep(1)


def test_a_film_outlives_cut_lines_and_a_killed_server_and_its_stream_ends_with_the_share(
    films: Films,
) -> None:
    film = CANARY * (24 * MB // len(CANARY)) + secrets.token_bytes(321)
    words = metadata(strand=films.told["strand"], filename="lesson.mp4")
    begun = films.ask("POST", "/upload/", Upload_Length=str(len(film)), Upload_Metadata=words)
    assert begun.status == 201
    address = begun.headers["Location"]

    # A line that is cut loses the unfinished chunk and nothing else.
    half_sent(films, address, 0, film, 5 * MB + 700).close()
    assert waited_for(films, address, 5 * MB) == 5 * MB

    # A server that is killed tells the truth when it is back.
    connection = half_sent(films, address, 5 * MB, film, 6 * MB + 99)
    waited_for(films, address, 6 * MB)
    films.kill()
    connection.close()
    films.start()
    offset = offset_of(films, address)
    assert offset % MB == 0
    assert 6 * MB <= offset <= 11 * MB

    # A line that went silent without a word lets go by itself.
    silent = half_sent(films, address, offset, film, MB // 2)
    time.sleep(0.5)
    assert rest(films, address, film) == 204
    silent.close()
    assert offset_of(films, address) == len(film)
    # Nothing plain is left anywhere in the data folder, after a kill and two cuts.
    assert not any(CANARY in path.read_bytes() for path in films.folder.rglob("*") if path.is_file())
    stored, code = films.run(STORED_AND_PUBLISHED).split()
    assert stored == hashlib.sha256(film).hexdigest()

    # The coach's open stream is cut when the share is withdrawn.
    stream = socket.create_connection(("127.0.0.1", films.port), timeout=30)
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    lines = [f"GET /film/{code}/film HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in films.headers("ben").items()]
    stream.sendall("\r\n".join([*lines, "", ""]).encode())
    first = stream.recv(65536)
    assert first.startswith(b"HTTP/1.1 200")
    assert re.search(rb"Content-Length: (\d+)", first, re.I)[1] == str(len(film)).encode()  # type: ignore[index]
    films.run(WITHDRAW)
    time.sleep(4)
    got = len(first)
    while piece := _received(stream):
        got += len(piece)
    stream.close()
    assert got < len(film)
    assert films.ask("GET", f"/film/{code}/film", who="ben").status == 404


def _received(stream: socket.socket) -> bytes:
    try:
        return stream.recv(65536)
    except ConnectionResetError:
        return b""


def test_a_body_in_chunks_without_a_length_is_refused(films: Films) -> None:
    connection = socket.create_connection(("127.0.0.1", films.port), timeout=30)
    lines = ["PATCH /upload/2b2f8c1e-5f0b-4f0e-8f55-111111111111 HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in films.headers().items()]
    connection.sendall("\r\n".join([*lines, "Transfer-Encoding: chunked", "", ""]).encode())
    # Whose upload it is comes first; that there is none is all a stranger learns.
    assert connection.recv(100).startswith(b"HTTP/1.1 404")
    connection.close()
