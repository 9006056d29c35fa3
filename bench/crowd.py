"""A trivial page while 50 uploads crawl at 1 Mbit/s and 50 players are paused, through the whole server.

Limit: 500 ms. Every upload and every player is real: signed in, encrypted, on its own connection.
"""

import contextlib
import http.client
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

UPLOADS = 50
PLAYERS = 50
BYTES_A_SECOND = 125_000
LIMIT_MS = 500.0
ASKED = 60


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sidebyside-crowd-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {
            "SIDEBYSIDE_DATA": folder,
            "SIDEBYSIDE_SECRET_KEY": secrets.token_urlsafe(48),
            "SIDEBYSIDE_HOSTS": "127.0.0.1",
            "SIDEBYSIDE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.serve",
        }
        school = fill(environment)
        with serving(environment, port):
            return measure(port, school)


def fill(environment: dict[str, str]) -> dict[str, Any]:
    manage = [sys.executable, "-m", "sidebyside", "manage"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
    subprocess.run([*manage, "engine_store"], env=environment, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as elsewhere:
        for way in ("--to", "--confirm"):
            copy = [*manage, "recovery-copy", way, f"{elsewhere}/copy.txt"]
            subprocess.run(copy, env=environment, check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "bench._crowd_school", str(UPLOADS)]
    finished = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    school: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return school


@contextlib.contextmanager
def serving(environment: dict[str, str], port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "sidebyside", "serve", "--bind", f"127.0.0.1:{port}"]
    log = Path(environment["SIDEBYSIDE_DATA"]) / "serve.log"
    with log.open("w") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process:
        try:
            while "answers at" not in log.read_text():
                if process.poll() is not None:
                    raise SystemExit(log.read_text())
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


def measure(port: int, school: dict[str, Any]) -> int:
    ask(port)
    alone = [ask(port) for _ in range(ASKED)]
    stop = threading.Event()
    sent = [0] * UPLOADS
    threads = [
        threading.Thread(target=crawl, args=(port, sender, stop, sent, number), daemon=True)
        for number, sender in enumerate(school["senders"])
    ]
    for thread in threads:
        thread.start()
    with contextlib.ExitStack() as stack:
        players = [stack.enter_context(pause(port, school["player"])) for _ in range(PLAYERS)]
        time.sleep(5)
        before, started = sum(sent), time.monotonic()
        crowded = [ask(port, every_s=0.1) for _ in range(ASKED)]
        rate = (sum(sent) - before) * 8 / 1e6 / (time.monotonic() - started) / UPLOADS
        held = sum(is_open(player) for player in players)
    stop.set()
    for thread in threads:
        thread.join(10)
    return report(alone, crowded, rate, held)


def report(alone: list[float], crowded: list[float], rate: float, held: int) -> int:
    worst, usual = max(crowded), statistics.median(crowded)
    print(f"uploads going on: {UPLOADS} at {rate:.2f} Mbit/s each; players paused: {held}")
    print(f"trivial page alone: median {statistics.median(alone):.0f} ms, worst {max(alone):.0f} ms")
    print(f"trivial page in the crowd: median {usual:.0f} ms, worst {worst:.0f} ms")
    print(
        f"ratio to the limit of {LIMIT_MS:.0f} ms: median {usual / LIMIT_MS:.2f}, worst {worst / LIMIT_MS:.2f}"
    )
    return 0 if worst < LIMIT_MS and held == PLAYERS and rate > 0.9 else 1


def ask(port: int, every_s: float = 0.0) -> float:
    """Milliseconds until the whole sign-in page is here."""
    time.sleep(every_s)
    started = time.monotonic()
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    client.request("GET", "/sign-in/")
    response = client.getresponse()
    response.read()
    client.close()
    if response.status != 200:
        raise SystemExit(f"The trivial page answered {response.status}.")
    return (time.monotonic() - started) * 1000


def crawl(port: int, sender: dict[str, str], stop: threading.Event, sent: list[int], number: int) -> None:
    length = 1_000_000_000
    upload = create(port, sender, length)
    with socket.create_connection(("127.0.0.1", port)) as sock:
        head = [
            f"PATCH {upload} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Cookie: sessionid={sender['session']}; csrftoken={TOKEN}",
            f"X-CSRFToken: {TOKEN}",
            f"Origin: http://127.0.0.1:{port}",
            "Tus-Resumable: 1.0.0",
            "Upload-Offset: 0",
            "Content-Type: application/offset+octet-stream",
            f"Content-Length: {length}",
        ]
        sock.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        piece, due = os.urandom(BYTES_A_SECOND // 8), time.monotonic()
        with contextlib.suppress(OSError):
            while not stop.is_set():
                sock.sendall(piece)
                sent[number] += len(piece)
                due += 0.125
                time.sleep(max(0.0, due - time.monotonic()))


TOKEN = secrets.token_hex(16)


def create(port: int, sender: dict[str, str], length: int) -> str:
    words = {"strand": sender["strand"], "filename": "lesson.mp4", "filetype": "video/mp4"}
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in words.items())
    headers = {
        "Cookie": f"sessionid={sender['session']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(length),
        "Upload-Metadata": metadata,
        "Content-Length": "0",
    }
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    client.request("POST", "/upload/", headers=headers)
    response = client.getresponse()
    said = response.read()
    client.close()
    if response.status != 201:
        raise SystemExit(f"An upload could not begin: {response.status} {said[:300]!r}")
    return str(response.headers["Location"])


@contextlib.contextmanager
def pause(port: int, player: dict[str, str]) -> Iterator[socket.socket]:
    """A player that asked for the film, read its head, and reads no more."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        sock.connect(("127.0.0.1", port))
        head = f"GET /film/{player['film']}/film HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nRange: bytes=0-\r\n"
        sock.sendall(f"{head}Cookie: sessionid={player['session']}\r\n\r\n".encode())
        if not sock.recv(512).startswith(b"HTTP/1.1 206"):
            raise SystemExit("The film is not played.")
        yield sock


def is_open(sock: socket.socket) -> bool:
    """Still in the middle of its answer: there are bytes to read and no end among the first."""
    return bool(sock.recv(1, socket.MSG_PEEK))


if __name__ == "__main__":
    sys.exit(main())
