import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sidebyside import KEEPS_TO_ITSELF
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.sandbox import ALL_MEASURES, SOURCE_ROOT, Bounds, Outcome, run_child
from tests.core.media.films import Held

MISBEHAVE = (str(Path(__file__).with_name("misbehave.py")),)
ROOMY = Bounds(memory_bytes=1024**3, cpu_s=20, wall_s=30, silence_s=20)

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own limits are Linux's")
pytestmark = linux_only


def run(do: str, bounds: Bounds = ROOMY, **job: object) -> Outcome:
    return run_child({"do": do, **job}, Held(b"ten bytes!"), bounds, program=MISBEHAVE)


def why(do: str, bounds: Bounds = ROOMY) -> MediaError:
    with pytest.raises(MediaError) as caught:
        run(do, bounds)
    return caught.value


def test_every_measure_holds_here() -> None:
    assert set(run("know").confinement) == ALL_MEASURES


def test_a_child_that_was_taken_over_gets_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a canary")
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen()
        ear.settimeout(0.2)
        attempts = run("escape", path=str(secret), port=ear.getsockname()[1], parent=os.getpid()).result
        with pytest.raises(TimeoutError):
            ear.accept()
    assert len(attempts) > 10
    assert {
        name: outcome for name, outcome in attempts.items() if not str(outcome).startswith("refused")
    } == {}
    assert secret.read_text() == "a canary"
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_child_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for you")
    known = run("know").result
    assert set(known["environment"]) <= {  # type: ignore[call-overload]
        "PYTHONPATH",
        "LC_ALL",
        "OPENBLAS_NUM_THREADS",
        "MALLOC_ARENA_MAX",
        *KEEPS_TO_ITSELF,
    }
    assert all(argument.isdigit() for argument in known["arguments"])  # type: ignore[attr-defined]


def test_a_child_may_still_start_threads() -> None:
    assert run("threads_still_work").result == {"threads": 4}


def test_a_child_that_takes_too_much_memory_ends_in_a_sentence() -> None:
    small = Bounds(memory_bytes=300 * 1024**2, cpu_s=20, wall_s=30, silence_s=20)
    assert why("take_memory", small).code == Code.TOO_HEAVY


def test_a_child_that_computes_for_ever_is_ended() -> None:
    brief = Bounds(memory_bytes=1024**3, cpu_s=1, wall_s=30, silence_s=20)
    assert why("take_time", brief).code == Code.TOO_SLOW


def test_a_child_that_says_nothing_is_ended() -> None:
    brief = Bounds(memory_bytes=1024**3, cpu_s=20, wall_s=30, silence_s=1)
    assert why("say_nothing", brief).code == Code.STALLED


def test_a_child_that_chatters_for_ever_is_ended() -> None:
    brief = Bounds(memory_bytes=1024**3, cpu_s=20, wall_s=2, silence_s=20)
    assert why("chatter", brief).code == Code.TOO_SLOW


@pytest.mark.parametrize("do", ["crash", "talk_nonsense", "swamp", "unheard_of"])
def test_a_child_that_breaks_ends_in_a_sentence(do: str) -> None:
    error = why(do)
    assert error.code == Code.CRASHED
    assert str(error).endswith(".")


def test_the_log_gets_the_kind_of_failure_and_no_words_from_the_film() -> None:
    error = why("fail")
    assert error.detail.startswith("RuntimeError")
    assert "inside" not in error.detail


def test_what_goes_wrong_in_the_store_comes_through_as_it_is() -> None:
    class Broken(Held):
        def read_at(self, offset: int, length: int) -> bytes:
            raise OSError(5, "the disk is broken")

    with pytest.raises(OSError, match="the disk is broken"):
        run_child({"do": "chatter"}, Broken(b"x"), ROOMY, program=MISBEHAVE)


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in listed.stdout.split()]


def test_a_child_dies_with_its_parent() -> None:
    program = (
        "from sidebyside.core.media.sandbox import *\n"
        "from tests.core.media.films import Held\n"
        "from tests.core.media.test_sandbox import MISBEHAVE, ROOMY\n"
        "run_child({'do': 'say_nothing'}, Held(b'x'), ROOMY, program=MISBEHAVE)\n"
    )
    roots = f"{SOURCE_ROOT}:{Path(__file__).parents[3]}"
    parent = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": roots})
    try:
        child = _soon(lambda: children_of(parent.pid))[0]
        assert _alive(child)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    _soon(lambda: not _alive(child))


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _soon[Found](look: Callable[[], Found]) -> Found:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")
