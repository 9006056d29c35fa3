"""The whole product as it is run: front, pages, films and worker, in a folder that is thrown away."""

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from sidebyside.core.listening.speech_models import models_folder
from tests import tables

ROOT = Path(__file__).parents[2]
LESSON = ROOT / "src" / "sidebyside" / "web" / "demo" / "media" / "lesson.mp4"
# Two at a time share the machine with others.
START_WITHIN_S = 400
BUILD_WITHIN_S = 400


@dataclass(frozen=True)
class Pair:
    """E-mails of two who have signed, and the address of their first cycle: Ana films, Ben coaches."""

    ana: str
    ben: str
    cycle: str


@dataclass
class Running:
    """``process`` is the one that watches over the others; ``url`` has no slash at its end."""

    url: str
    folder: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes]"
    said: Path

    def manage(self, *arguments: str) -> str:
        return sidebyside(self.environment, "manage", *arguments)

    def settle_pair(self) -> Pair:
        command = [sys.executable, "-m", "tests.journeys.settle"]
        printed = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True)
        assert printed.returncode == 0, printed.stderr
        return Pair(**json.loads(printed.stdout))

    def mails_to(self, address: str) -> list[str]:
        """The bodies of what was sent to an address, oldest first."""
        folder = self.folder / "mail"
        found = []
        for path in sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime) if folder.exists() else []:
            for part in re.split(rb"\n-{70,}\n", path.read_bytes()):
                mail = message_from_bytes(part.strip(), policy=policy.default)
                if mail["To"] == address:
                    found.append(str(mail.get_content()))
        return found

    def processes(self, words: str) -> list[int]:
        """The ids of our own children, and theirs, whose command has these words in it."""
        found = []
        for pid in descendants(self.process.pid):
            with contextlib.suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                if words in command:
                    found.append(pid)
        return found

    def kill_films(self) -> None:
        """As the machine's memory guard would: the head of the films process and its workers, at once."""
        pids = self.processes("films.sock")
        assert pids, "no films process was found"
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def files_of_films(self) -> list[Path]:
        return [path for path in (self.folder / "recordings").rglob("*") if path.is_file()]


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
    return found


def sidebyside(environment: Mapping[str, str], *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", "sidebyside", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=BUILD_WITHIN_S,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def save_recovery_copy(environment: Mapping[str, str], path: Path) -> None:
    """A school starts only when the copy of its master key was shown."""
    sidebyside(environment, "manage", "recovery-copy", "--to", str(path))
    sidebyside(environment, "manage", "recovery-copy", "--confirm", str(path))


def environment_for(folder: Path, **more: str) -> dict[str, str]:
    """Ours without the settings of the suite, so that a school starts as it would anywhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SIDEBYSIDE_", "DJANGO_", "PYTEST_"))
    }
    return kept | {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        "SIDEBYSIDE_DATA": str(folder),
        # The one that the suite fetched.
        "SIDEBYSIDE_MODELS": str(models_folder()),
        **more,
    }


@contextlib.contextmanager
def school(database_url: str = "", bind: int = 0, **settings: str) -> Iterator[Running]:
    """A real school as `serve` gives it, with nobody in it, over plain http on the loopback."""
    with tempfile.TemporaryDirectory(prefix="sidebyside-school-") as name:
        folder, port = Path(name) / "kept", bind or free_port()
        folder.mkdir(mode=0o700)
        url = f"http://localhost:{port}"
        environment = environment_for(
            folder,
            SIDEBYSIDE_SECRET_KEY=secrets.token_urlsafe(48),
            SIDEBYSIDE_HOSTS="localhost",
            SIDEBYSIDE_MAIL="file",
            **{"SIDEBYSIDE_PUBLIC_URL": url} | settings,
        )
        if database_url:
            environment["SIDEBYSIDE_DATABASE_URL"] = database_url
        else:
            tables.lay_in(folder)
        sidebyside(environment, "manage", "migrate", "--verbosity", "0")
        save_recovery_copy(environment, Path(name) / "recovery copy.txt")
        command = ["serve", "--bind", f"127.0.0.1:{port}", "--worker"]
        with started(command, environment, folder, url, "Sidebyside answers at") as running:
            yield running


@contextlib.contextmanager
def demo() -> Iterator[Running]:
    """The made school, as `demo` gives it."""
    with tempfile.TemporaryDirectory(prefix="sidebyside-demo-") as name:
        folder, port = Path(name) / "kept", free_port()
        environment = environment_for(folder)
        command = ["demo", "--port", str(port)]
        with started(command, environment, folder, f"http://localhost:{port}", "?key=") as running:
            yield running


@contextlib.contextmanager
def started(
    command: list[str], environment: dict[str, str], folder: Path, url: str, ready: str
) -> Iterator[Running]:
    said = folder.parent / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "sidebyside", *command],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for_words(process, said, ready)
        yield Running(url, folder, environment, process, said)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert "Traceback" not in said.read_text(), said.read_text()[-4000:]


def wait_for_words(process: "subprocess.Popen[bytes]", said: Path, ready: str) -> None:
    until = time.monotonic() + (BUILD_WITHIN_S if ready == "?key=" else START_WITHIN_S)
    while ready not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < until, f"it did not start:\n{said.read_text()}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
