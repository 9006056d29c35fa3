"""Uploads over loopback: our films process behind its front, against the official tus server for Node.

One client, written for neither, sends the same bytes to both in the same parts of 32 MiB, alone and 20 at once.
Ours asks who is sending and whether they still may, encrypts, and syncs to the disk before it acknowledges; @tus/server
with @tus/file-store does none of the three. Prints `name ratio limit ok|short`; above 1 we are faster. Needs node
and npm, and installs @tus/server into a scratch folder (SIDEBYSIDE_TUS names one where it is already).
"""

import argparse
import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
PART = 32 * MIB
LIMIT = 0.8
FLAT = 1.25
SERVER = """
import {Server} from '@tus/server'
import {FileStore} from '@tus/file-store'
const [directory, port] = process.argv.slice(2)
const server = new Server({path: '/files', datastore: new FileStore({directory})})
server.listen({host: '127.0.0.1', port: Number(port)})
"""
# People and lessons enough, each upload into a lesson of its own; printed as [strand, session].
SETTLE = """
import django; django.setup()
import json, sys
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.journeys import settle
from sidebyside.programme.models import Strand
found = []
for _ in range(int(sys.argv[1])):
    pair = settle.settle()
    strand = Strand.objects.get(code=pair["cycle"].strip("/").split("/")[-1])
    session = SessionStore()
    session[SESSION_KEY] = str(strand.coachee.pk)
    session[BACKEND_SESSION_KEY] = "sidebyside.people.backends.EmailBackend"
    session[HASH_SESSION_KEY] = strand.coachee.get_session_auth_hash()
    session.create()
    found.append([str(strand.code), session.session_key])
print(json.dumps(found))
"""


@dataclass
class Side:
    """A server under test: where to begin an upload, what to say with it, and which processes hold its memory."""

    name: str
    port: int
    path: str
    headers: Callable[[], dict[str, str]]
    processes: Callable[[], list[int]]
    peak_kib: int = 0
    sampling: threading.Event = field(default_factory=threading.Event)

    def sample(self) -> None:
        while not self.sampling.wait(0.05):
            self.peak_kib = max(self.peak_kib, sum(map(resident_kib, self.processes())))


def resident_kib(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def send(side: Side, size: int, block: bytes) -> None:
    """One upload, as a tus client sends it: begun, then part after part over one connection."""
    headers = {"Tus-Resumable": "1.0.0", **side.headers()}
    with contextlib.closing(HTTPConnection("127.0.0.1", side.port, timeout=300)) as line:
        line.request("POST", side.path, headers=headers | {"Upload-Length": str(size), "Content-Length": "0"})
        answer = line.getresponse()
        words = answer.read()
        assert answer.status == 201, (side.name, answer.status, words)
        address = "/" + answer.headers["Location"].split("://", 1)[-1].split("/", 1)[1]
        offset = 0
        while offset < size:
            length = min(PART, size - offset)
            line.putrequest("PATCH", address)
            said = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
            for name, value in (headers | said | {"Content-Length": str(length)}).items():
                line.putheader(name, value)
            line.endheaders()
            for _ in range(length // len(block)):
                line.send(block)
            answer = line.getresponse()
            words = answer.read()
            assert answer.status == 204, (side.name, answer.status, words)
            offset += length
        assert int(answer.headers["Upload-Offset"]) == size


def seconds(side: Side, size: int, at_once: int, block: bytes) -> tuple[float, int]:
    """How long they took, and the most memory that was held meanwhile, in KiB."""
    side.peak_kib = 0
    side.sampling.clear()
    watching = threading.Thread(target=side.sample)
    watching.start()
    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        for done in [pool.submit(send, side, size, block) for _ in range(at_once)]:
            done.result()
    passed = time.perf_counter() - begun
    side.sampling.set()
    watching.join()
    return passed, side.peak_kib


@contextlib.contextmanager
def theirs(folder: Path) -> Iterator[Side]:
    home = Path(os.environ.get("SIDEBYSIDE_TUS", folder / "node"))
    if not (home / "node_modules" / "@tus" / "server").exists():
        home.mkdir(exist_ok=True)
        (home / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "@tus/server", "@tus/file-store"]
        subprocess.run(command, cwd=home, check=True, capture_output=True)
    (home / "server.mjs").write_text(SERVER)
    (folder / "theirs").mkdir()
    port = free_port()
    process = subprocess.Popen(["node", "server.mjs", str(folder / "theirs"), str(port)], cwd=home)
    try:
        until_open(port)
        yield Side("theirs", port, "/files", dict, lambda: [process.pid])
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def ours(folder: Path, uploads: int) -> Iterator[Side]:
    from tests.journeys import stack

    kept, port = folder / "ours" / "kept", free_port()
    kept.mkdir(parents=True, mode=0o700)
    settings = {"SIDEBYSIDE_SECRET_KEY": "k" * 48, "SIDEBYSIDE_HOSTS": "127.0.0.1", "SIDEBYSIDE_MAIL": "file"}
    settings["SIDEBYSIDE_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    environment = stack.environment_for(kept, **settings)
    stack.sidebyside(environment, "manage", "migrate", "--verbosity", "0")
    stack.save_recovery_copy(environment, folder / "recovery copy.txt")
    settle = environment | {
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.serve",
    }
    told = subprocess.run(
        [sys.executable, "-c", SETTLE, str(uploads)], env=settle, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    lessons = iter(json.loads(told.stdout.splitlines()[-1]))
    lock = threading.Lock()

    def headers() -> dict[str, str]:
        with lock:
            strand, session = next(lessons)
        token = "a" * 32
        return {
            "Cookie": f"sessionid={session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Upload-Metadata": f"strand {base64.b64encode(strand.encode()).decode()}",
        }

    command = ["serve", "--bind", f"127.0.0.1:{port}"]
    with stack.started(
        command, environment, kept, f"http://127.0.0.1:{port}", "Sidebyside answers at"
    ) as run:
        yield Side("ours", port, "/upload/", headers, lambda: run.processes("films.sock"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def until_open(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert time.monotonic() < until, "the other server did not start"
        time.sleep(0.1)


def verdict(name: str, ratio: float, limit: float, *, at_most: bool = False) -> None:
    good = ratio <= limit if at_most else ratio >= limit
    print(f"{name} {ratio:.2f} {limit} {'ok' if good else 'short'}", flush=True)


def tell(what: str, side: Side, mib: float, passed: float, kib: int) -> None:
    words = f"# {what}: {side.name} {mib / passed:.0f} MiB/s, {kib // 1024} MiB held"
    print(words, file=sys.stderr, flush=True)


def measure(sides: list[Side], small: bool, block: bytes) -> None:
    alone, large, many = (64, 128, 16) if small else (192, 960, 64)
    rounds = 2 if small else 4
    best = {side.name: float("inf") for side in sides}
    held: dict[str, int] = {}
    for number in range(rounds):
        # Whoever goes first on a busy machine must not always be the same.
        for side in sides if number % 2 else reversed(sides):
            passed, kib = seconds(side, alone * MIB, 1, block)
            best[side.name] = min(best[side.name], passed)
            held[side.name] = max(held.get(side.name, 0), kib)
            tell(f"{alone} MiB alone", side, alone, passed, kib)
    verdict("upload_tus", best["theirs"] / best["ours"], LIMIT)
    for side in sides:
        passed, kib = seconds(side, large * MIB, 1, block)
        tell(f"{large} MiB alone", side, large, passed, kib)
        if side.name == "ours":
            verdict("upload_memory", kib / held["ours"], FLAT, at_most=True)
    together = {}
    for side in sides:
        together[side.name], kib = seconds(side, many * MIB, 20, block)
        tell(f"20 of {many} MiB at once", side, 20 * many, together[side.name], kib)
    verdict("upload_tus_20_at_once", together["theirs"] / together["ours"], LIMIT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the bytes")
    small = parser.parse_args().small
    if not (shutil.which("node") and shutil.which("npm")):
        print("upload_tus needs node and npm: apt install nodejs npm", file=sys.stderr)
        return 1
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    folder = Path(tempfile.mkdtemp(prefix="sidebyside-bench-"))
    block = os.urandom(MIB)
    try:
        with theirs(folder) as peer, ours(folder, uploads=32) as us:
            measure([us, peer], small, block)
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
