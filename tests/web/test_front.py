"""The front over real sockets, before a real gunicorn."""

import asyncio
import contextlib
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sidebyside.web.front import Front, Limits, Route

QUICK = Limits(idle=2, head=1, stalled=2, answer=5, restarting=2, linger=1, stopping=1)


def gunicorn(folder: Path, name: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--bind", f"unix:{name}.sock", "--worker-class", "gthread"),
            *(
                "--threads",
                "120",
                "--graceful-timeout",
                "1",
                "--no-control-socket",
                "--log-level",
                "critical",
            ),
            "tests.web.behind_the_front:application",
        ],
        cwd=folder,
        env=os.environ
        | {
            "BEHIND_NAME": name,
            "BEHIND_NOTES": str(folder),
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        },
    )


@dataclass
class Place:
    """A front on a port of its own, with pages and films behind it."""

    folder: Path
    proxies: frozenset[str] | None = frozenset()
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    port: int = 0

    def start(self, name: str) -> None:
        self.processes[name] = gunicorn(self.folder, name)

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        process.wait()

    @contextlib.contextmanager
    def front(self) -> Iterator[None]:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        route = Route(str(self.folder / "pages.sock"), str(self.folder / "films.sock"), self.proxies, QUICK)
        loop = asyncio.new_event_loop()
        running = loop.create_task(Front(route).run([listener]))
        thread = threading.Thread(target=run_until_cancelled, args=(loop, running))
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(running.cancel)
            thread.join(15)
            assert not thread.is_alive()

    def client(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def raw(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def says(self, request: bytes) -> bytes:
        """Everything the front sends until it closes."""
        with self.raw() as sock:
            sock.sendall(request)
            return read_all(sock)

    def noted(self, name: str) -> bool:
        return eventually(lambda: (self.folder / name).exists())


def run_until_cancelled(loop: asyncio.AbstractEventLoop, running: "asyncio.Task[None]") -> None:
    with contextlib.suppress(asyncio.CancelledError):
        loop.run_until_complete(running)
    loop.close()


def read_all(sock: socket.socket) -> bytes:
    pieces = []
    while piece := sock.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def eventually(is_so: Callable[[], bool], seconds: float = 8) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("front"))
    place.start("pages")
    place.start("films")
    with place.front():
        for path in ("/plain", "/film/plain"):
            assert eventually(lambda path=path: answer(place, "GET", path)[0] == 200, 20)
        yield place
    for name in list(place.processes):
        place.stop(name)


@pytest.fixture
def place(house: Place) -> Place:
    for note in ("sent", "whole", "waiting", "left"):
        (house.folder / note).unlink(missing_ok=True)
    return house


def answer(place: Place, method: str, path: str, **given: object) -> tuple[int, bytes, dict[str, str]]:
    with contextlib.closing(place.client()) as client:
        client.request(method, path, **given)  # type: ignore[arg-type]
        response = client.getresponse()
        return (
            response.status,
            response.read(),
            {name.lower(): value for name, value in response.getheaders()},
        )


def seen(place: Place, headers: dict[str, str]) -> dict[str, str]:
    found = json.loads(answer(place, "GET", "/seen", headers=headers)[1])
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("path", "process"),
    [
        ("/plain", b"pages"),
        ("/film/plain", b"films"),
        ("/upload/plain", b"films"),
        ("/films/plain", b"pages"),
        ("/plain?next=/film/", b"pages"),
    ],
)
def test_films_and_uploads_have_a_process_of_their_own(place: Place, path: str, process: bytes) -> None:
    assert answer(place, "GET", path)[1] == process


def test_one_connection_carries_many_requests(place: Place) -> None:
    with contextlib.closing(place.client()) as client:
        for path in ("/plain", "/film/plain", "/plain"):
            client.request("GET", path)
            assert client.getresponse().read() in {b"pages", b"films"}
            assert client.sock is not None


def test_requests_sent_at_once_are_answered_one_after_the_other(place: Place) -> None:
    one = b"GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /film/plain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    said = place.says(one + one + last)
    assert said.count(b"HTTP/1.1 200") == 3
    assert said.index(b"pages") < said.rindex(b"pages") < said.index(b"films")


def test_a_request_after_the_answer_is_never_lost(place: Place) -> None:
    """The front watches for a client that leaves; that must not eat the first byte of the next request."""
    with place.raw() as sock:
        for _ in range(200):
            sock.sendall(b"GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n")
            said = b""
            while not said.endswith(b"pages"):
                said += sock.recv(4096)


@pytest.mark.parametrize("lines", [b"", b"Accept: */*\r\n"])
def test_an_old_request_that_names_no_host_is_refused_in_words(place: Place, lines: bytes) -> None:
    said = place.says(b"GET /plain HTTP/1.0\r\n" + lines + b"\r\n")
    assert said.startswith(b"HTTP/1.1 400")
    assert b"This request could not be read." in said


@pytest.mark.parametrize("version", [b"9.9", b"2.0", b"1.2", b"0.9"])
def test_a_version_that_we_do_not_speak_is_refused(place: Place, version: bytes) -> None:
    """Asked with a host and an open way back, so that only the version can be why."""
    said = place.says(b"GET / HTTP/" + version + b"\r\nhost: school.test\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 400"), said[:80]


def test_head_has_the_length_and_no_body(place: Place) -> None:
    status, body, headers = answer(place, "HEAD", "/plain")
    assert (status, body, headers["content-length"]) == (200, b"", "5")


def test_a_large_upload_arrives_whole(place: Place) -> None:
    body = os.urandom(1024) * 8192
    status, said, _ = answer(place, "PATCH", "/upload/hashing", body=body)
    assert (status, said.decode()) == (200, hashlib.sha256(body).hexdigest())


def test_a_client_that_asks_first_is_told_to_go_on(place: Place) -> None:
    with place.raw() as sock:
        head = b"PATCH /upload/hashing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
        sock.sendall(head + b"Expect: 100-continue\r\nConnection: close\r\n\r\n")
        assert sock.recv(4096).startswith(b"HTTP/1.1 100")
        sock.sendall(b"film")
        assert hashlib.sha256(b"film").hexdigest().encode() in read_all(sock)


def test_an_upload_without_a_length_is_told_so(place: Place) -> None:
    head = b"PATCH /upload/hashing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert place.says(head + b"4\r\nfilm\r\n0\r\n\r\n").startswith(b"HTTP/1.1 411")


def test_an_answer_that_comes_before_the_upload_ends_still_arrives(place: Place) -> None:
    with place.raw() as sock:
        sock.sendall(
            b"PATCH /upload/declines HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n"
        )
        with contextlib.suppress(OSError):
            for _ in range(64):
                sock.sendall(bytes(65536))
        said = sock.recv(65536)
    assert said.startswith(b"HTTP/1.1 409")
    assert b"connection: close" in said.lower()


def test_an_answer_without_a_length_streams_in_chunks(place: Place) -> None:
    status, body, headers = answer(place, "GET", "/film/streams")
    assert (status, len(body), headers["transfer-encoding"]) == (200, 65536 * 4096, "chunked")


def test_an_old_client_gets_the_same_without_chunks(place: Place) -> None:
    said = place.says(b"GET /film/streams HTTP/1.0\r\nHost: localhost\r\n\r\n")
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert len(body) == 65536 * 4096


def test_a_client_that_does_not_read_stops_the_application(place: Place) -> None:
    with place.raw() as sock:
        sock.sendall(b"GET /film/streams HTTP/1.1\r\nHost: localhost\r\n\r\n")
        sock.recv(1024)
        assert place.noted("sent")
        before = -1
        while before != (now := int((place.folder / "sent").read_text() or 0)):
            before = now
            time.sleep(0.3)
        assert now < 32 * 1024 * 1024
        assert not (place.folder / "whole").exists()


def test_a_client_that_leaves_ends_the_work_behind(place: Place) -> None:
    with place.raw() as sock:
        sock.sendall(b"GET /film/waits HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert place.noted("waiting")
        assert not (place.folder / "left").exists()
    assert place.noted("left")


def test_a_cut_answer_cannot_be_taken_for_a_whole_one(place: Place) -> None:
    with contextlib.closing(place.client()) as client:
        client.request("GET", "/film/breaks")
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            client.getresponse().read()
    assert eventually(lambda: answer(place, "GET", "/film/plain")[0] == 200)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"PATCH /seen HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"PATCH /seen HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfilm",
        b"GET /seen HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nfilm",
        b"GET /seen HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /seen HTTP/1.1\r\n\r\n",
        b"GET /seen HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET http://a/seen HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /seen HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_a_request_that_two_parsers_could_read_differently_is_refused(
    place: Place, request_bytes: bytes
) -> None:
    said = place.says(request_bytes)
    assert said.startswith(b"HTTP/1.1 4")
    assert b"HTTP_" not in said


def test_nobody_outside_can_say_who_they_are(place: Place) -> None:
    headers = {
        "Sidebyside-Peer": "8.8.8.8",
        "Sidebyside_Peer": "8.8.8.8",
        "X-Forwarded-For": "8.8.8.8",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=8.8.8.8",
        "Via": "1.1 elsewhere",
    }
    found = seen(place, headers)
    assert found["HTTP_SIDEBYSIDE_PEER"] == "127.0.0.1"
    assert "8.8.8.8" not in str(found)
    assert not any(name.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_VIA")) for name in found)


def test_headers_of_one_connection_are_not_handed_on(place: Place) -> None:
    headers = {"Connection": "keep-alive, X-Mine", "X-Mine": "1", "Upgrade": "h2c", "TE": "trailers"}
    found = seen(place, headers | {"X-Other": "2"})
    assert found["HTTP_X_OTHER"] == "2"
    assert not {"HTTP_X_MINE", "HTTP_UPGRADE", "HTTP_TE"} & set(found)


def test_a_client_that_does_not_finish_its_head_is_let_go(place: Place) -> None:
    with place.raw() as sock:
        sock.sendall(b"GET /plain HTTP/1.1\r\nHo")
        with contextlib.suppress(ConnectionResetError):
            assert b"pages" not in read_all(sock)


def test_an_upload_that_stands_still_is_let_go(place: Place) -> None:
    with place.raw() as sock:
        sock.sendall(b"PATCH /upload/hashing HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nfilm")
        with contextlib.suppress(ConnectionResetError):
            assert read_all(sock) == b""


def test_a_page_answers_while_many_uploads_crawl_and_many_players_are_paused(place: Place) -> None:
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(place.raw()) for _ in range(100)]
        for sock in crowd[:50]:
            sock.sendall(b"PATCH /upload/hashing HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
            sock.sendall(bytes(16384))
        for sock in crowd[50:]:
            sock.sendall(b"GET /film/streams HTTP/1.1\r\nHost: a\r\n\r\n")
        assert answer(place, "GET", "/plain")[1] == b"pages"
        assert answer(place, "GET", "/film/plain")[1] == b"films"


def test_a_process_that_is_restarting_is_waited_for(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.front():
        late = threading.Timer(0.3, place.start, ["pages"])
        late.start()
        try:
            assert eventually(lambda: answer(place, "GET", "/plain")[:2] == (200, b"pages"), 20)
        finally:
            late.join()
            place.stop("pages")


def test_a_process_that_is_gone_gives_a_plain_sentence(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.front():
        status, body, headers = answer(place, "GET", "/plain")
    assert status == 502
    assert b"Wait a moment" in body
    assert headers["retry-after"] == "2"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


def test_our_own_proxy_is_believed_and_only_its_last_word(house: Place) -> None:
    place = Place(house.folder, proxies=frozenset({"127.0.0.1"}))
    with place.front():
        found = seen(place, {"X-Forwarded-For": "6.6.6.6, 9.9.9.9", "X-Forwarded-Proto": "https"})
    assert found["HTTP_SIDEBYSIDE_PEER"] == "9.9.9.9"
    assert found["HTTP_X_FORWARDED_PROTO"] == "https"
    assert "HTTP_X_FORWARDED_FOR" not in found


def test_in_the_demo_forwarding_headers_go_on_to_be_refused(house: Place) -> None:
    place = Place(house.folder, proxies=None)
    with place.front():
        assert seen(place, {"X-Forwarded-For": "9.9.9.9"})["HTTP_X_FORWARDED_FOR"] == "9.9.9.9"
