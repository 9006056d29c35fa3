"""The supervisor with real processes, and the demo as somebody starts it."""

import asyncio
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sidebyside.web import serving

pytestmark = pytest.mark.faults

REPOSITORY = Path(__file__).resolve().parents[2]
# A supervisor over one process that writes its number down and waits.
SUPERVISOR = """
import asyncio, sys
from pathlib import Path
from sidebyside.web import serving
code = "import os, time; open('numbers', 'a').write(f'{os.getpid()}\\\\n'); time.sleep(60)"
child = serving.Child("The sleeper", [sys.executable, "-c", code])
folder = Path(sys.argv[1])
server = serving.Server(folder, serving.children_environment("none", folder), [child])
asyncio.run(server.serve(lambda: None))
"""


def eventually(is_so: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def numbers(folder: Path) -> list[int]:
    path = folder / "numbers"
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    command = [sys.executable, "-c", SUPERVISOR, str(tmp_path)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert eventually(lambda: len(numbers(tmp_path)) == 1)
        yield process
        process.kill()


def test_a_process_that_dies_starts_again(supervisor: "subprocess.Popen[str]", tmp_path: Path) -> None:
    os.kill(numbers(tmp_path)[0], signal.SIGKILL)
    assert eventually(lambda: len(numbers(tmp_path)) == 2)
    supervisor.terminate()
    assert supervisor.wait(20) == 0
    assert supervisor.stderr is not None
    assert "The sleeper stopped (signal 9); it starts again" in supervisor.stderr.read()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_however_the_supervisor_ends_nothing_is_left(
    supervisor: "subprocess.Popen[str]", tmp_path: Path, number: signal.Signals
) -> None:
    child = numbers(tmp_path)[0]
    assert lives(child)
    supervisor.send_signal(number)
    supervisor.wait(20)
    assert eventually(lambda: not lives(child))


def test_a_busy_port_is_told_apart() -> None:
    (listener,) = serving.listen(["127.0.0.1"], 0)
    with listener, pytest.raises(serving.Busy):
        serving.listen(["127.0.0.1"], listener.getsockname()[1])


def test_nothing_answers_on_a_socket_that_is_not_there(tmp_path: Path) -> None:
    assert asyncio.run(serving.answers(str(tmp_path / "none.sock"))) is False


def sidebyside(folder: Path, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIDEBYSIDE_", "DJANGO_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "sidebyside", *arguments],
        env=kept | {"PYTHONPATH": str(REPOSITORY / "src"), "SIDEBYSIDE_DATA": str(folder)} | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def school(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return sidebyside(folder, *arguments, SIDEBYSIDE_SECRET_KEY="s" * 50, SIDEBYSIDE_HOSTS="localhost")


def said(process: "subprocess.Popen[str]", wanted: str) -> re.Match[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if found := re.search(wanted, line):
            return found
    raise AssertionError("".join(lines))


def status(port: int, path: str, **headers: str) -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        client.request("GET", path, headers=headers)
        return client.getresponse().status
    finally:
        client.close()


def children_of(number: int) -> list[int]:
    found = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    return [int(child) for child in found] + [deep for child in found for deep in children_of(int(child))]


def test_the_demo_opens_its_doors_to_this_computer_only_and_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / ("a long name, longer than a socket may have " * 3)
    with sidebyside(folder, "demo", "--port", "0") as demo:
        try:
            found = said(demo, r"http://localhost:(\d+)(/demo/\?key=\S+)")
            port, doors = int(found[1]), found[2]
            assert status(port, doors) == 200
            assert status(port, "/demo/") == 404
            assert status(port, doors, Host="evil.test") == 404
            assert status(port, doors, Forwarded="for=1.2.3.4") == 404
            assert (folder / "secrets.json").stat().st_mode & 0o077 == 0
            assert folder.stat().st_mode & 0o077 == 0
            code, out = ending(sidebyside(folder, "demo"))
            assert code == 1
            assert f"The demo runs already, at http://localhost:{port}/" in out
            family = children_of(demo.pid)
            assert len(family) > 4
        finally:
            demo.kill()
    assert eventually(lambda: not any(lives(number) for number in family))


def ending(process: "subprocess.Popen[str]") -> tuple[int, str]:
    with process:
        out, _ = process.communicate(timeout=120)
    return process.returncode, out


def test_a_school_does_not_start_on_the_demo_nor_without_its_settings(tmp_path: Path) -> None:
    code, out = ending(sidebyside(tmp_path, "serve"))
    assert code == 2
    assert "SIDEBYSIDE_SECRET_KEY" in out
    (tmp_path / "DEMO").touch()
    code, out = ending(school(tmp_path, "serve"))
    assert code == 2
    assert "holds the demo, whose doors stand open" in out
    code, out = ending(school(tmp_path, "manage", "migrate"))
    assert code == 2
    assert not (tmp_path / "sidebyside.sqlite3").exists()


def test_a_school_says_that_its_tables_are_missing_then_serves(tmp_path: Path) -> None:
    code, out = ending(school(tmp_path, "serve", "--bind", "127.0.0.1:0"))
    assert code == 2
    assert "./sidebyside manage migrate" in out
    code, out = ending(school(tmp_path, "manage", "migrate"))
    assert code == 0, out
    code, out = ending(school(tmp_path, "serve", "--bind", "127.0.0.1:0"))
    assert code == 2
    assert "./sidebyside manage recovery-copy" in out
    copy = tmp_path.parent / f"{tmp_path.name} copy.txt"
    for way in ("--to", "--confirm"):
        code, out = ending(school(tmp_path, "manage", "recovery-copy", way, str(copy)))
        assert code == 0, out
    port = free_port()
    with school(tmp_path, "serve", "--bind", f"127.0.0.1:{port}") as serve:
        try:
            said(serve, "Sidebyside answers at")
            assert status(port, "/", Host="localhost") == 302
            assert status(port, "/demo/", Host="localhost") in {302, 404}
        finally:
            serve.terminate()
            serve.communicate(timeout=30)


def free_port() -> int:
    (listener,) = serving.listen(["127.0.0.1"], 0)
    with listener:
        return int(listener.getsockname()[1])
