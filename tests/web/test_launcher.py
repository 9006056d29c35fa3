"""The launcher, run by a real shell in a copy of its own. The index is never asked: the locks are empty."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Each makes or mends an environment, which takes seconds.
pytestmark = pytest.mark.faults

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "copy of it")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return path_with_a_shim(tmp_path / "bin")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("started")
    root = lay_out(folder / "copy of it")
    code, _, err = start(root, path_with_a_shim(folder / "bin"))
    assert code == 0, err
    return root


@pytest.fixture
def made(started: Path, tmp_path: Path) -> Path:
    """A copy that was started before."""
    return Path(shutil.copytree(started, tmp_path / "made", symlinks=True))


def lay_out(root: Path) -> Path:
    (root / "src" / "sidebyside").mkdir(parents=True)
    (root / "requirements").mkdir()
    shutil.copy(REPOSITORY / "sidebyside", root)
    shutil.copy(REPOSITORY / "src" / "sidebyside" / "make_environment.py", root / "src" / "sidebyside")
    (root / "src" / "sidebyside" / "__init__.py").touch()
    (root / "src" / "sidebyside" / "__main__.py").write_text(
        "import sys\nprint('started', sys.version_info >= (3, 12), sys.argv[1:])\n"
    )
    (root / "requirements" / "base.txt").write_text("# nothing\n")
    (root / "requirements" / "test.txt").write_text("# nothing more\n")
    return root


def path_with_a_shim(folder: Path) -> Path:
    """A PATH on which a Python that runs comes after one that, like a shim of pyenv, only complains."""
    folder.mkdir()
    for name in ("sh", "dirname", "cmp", "env"):
        (folder / name).symlink_to(str(shutil.which(name)))
    shim = folder / "python3.13"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


def command(copy: Path, path: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {"PATH": str(path), "HOME": str(copy / "home"), "PYENV_ROOT": str(copy)}
    return subprocess.Popen(
        [str(copy / "sidebyside"), *arguments],
        env=environment,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def start(copy: Path, path: Path, *arguments: str) -> tuple[int, str, str]:
    with command(copy, path, *arguments) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_it_passes_over_a_python_that_does_not_run_and_makes_an_environment(copy: Path, bare: Path) -> None:
    code, out, err = start(copy, bare, "media", "probe", "a film.mp4")
    assert (code, out) == (0, "started True ['media', 'probe', 'a film.mp4']\n"), err
    assert "first start" in err
    assert (copy / ".venv" / "made-from-base.txt").read_text() == "# nothing\n"
    assert not (copy / ".venv" / "half-made").exists()


def test_a_second_start_prepares_nothing(made: Path, bare: Path) -> None:
    before = (made / ".venv").stat().st_mtime_ns
    assert start(made, bare) == (0, "started True []\n", "")
    assert (made / ".venv").stat().st_mtime_ns == before


def test_a_changed_lock_brings_the_environment_up_to_date(made: Path, bare: Path) -> None:
    (made / "requirements" / "base.txt").write_text("# changed\n")
    assert "up to date" in start(made, bare)[2]
    assert (made / ".venv" / "made-from-base.txt").read_text() == "# changed\n"
    assert not (made / ".venv" / "made-from-test.txt").exists()


def test_the_test_command_brings_what_the_suite_needs(made: Path, bare: Path) -> None:
    assert "up to date" in start(made, bare, "test")[2]
    assert (made / ".venv" / "made-from-test.txt").read_text() == "# nothing more\n"
    assert start(made, bare, "test")[2] == ""


def test_an_environment_left_half_made_is_thrown_away(made: Path, bare: Path) -> None:
    (made / ".venv" / "half-made").touch()
    (made / ".venv" / "leftover").touch()
    assert start(made, bare)[0] == 0
    assert not (made / ".venv" / "leftover").exists()
    assert not (made / ".venv" / "half-made").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(made: Path, bare: Path) -> None:
    (made / ".venv" / "bin" / "python").unlink()
    assert start(made, bare)[:2] == (0, "started True []\n")


def test_an_environment_made_by_hand_is_kept(made: Path, bare: Path) -> None:
    (made / ".venv" / "made-from-base.txt").unlink()
    (made / ".venv" / "mine").touch()
    assert start(made, bare)[0] == 0
    assert (made / ".venv" / "mine").exists()
    assert (made / ".venv" / "made-from-base.txt").exists()


def test_a_start_that_is_killed_is_mended_by_the_next(copy: Path, bare: Path) -> None:
    with command(copy, bare) as process:
        deadline = time.monotonic() + 60
        while not (copy / ".venv" / "half-made").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    assert (copy / ".venv" / "half-made").exists()
    code, out, err = start(copy, bare)
    assert (code, out) == (0, "started True []\n"), err
    assert not (copy / ".venv" / "half-made").exists()


def test_two_starts_at_once_wait_for_one_another(copy: Path, bare: Path) -> None:
    with command(copy, bare) as one, command(copy, bare) as two:
        said = [process.communicate(timeout=120) for process in (one, two)]
    assert [out for out, _ in said] == ["started True []\n"] * 2
    assert sum("first start" in err for _, err in said) == 1


def test_a_package_without_its_hash_is_refused_and_the_next_start_tries_again(made: Path, bare: Path) -> None:
    (made / "requirements" / "base.txt").write_text("h11==0.16.0\n")
    code, out, err = start(made, bare)
    assert (code, out) == (1, "")
    assert "could not be installed" in err
    assert "Traceback" not in err
    (made / "requirements" / "base.txt").write_text("# nothing\n")
    assert start(made, bare)[0] == 0


def test_without_a_python_it_says_what_to_do(copy: Path, bare: Path) -> None:
    if list(Path("/root/.pyenv/versions").glob("3.1[234].*")) and os.access("/root/.pyenv", os.R_OK):
        # That folder is searched whatever HOME says; here it would be found.
        text = (copy / "sidebyside").read_text()
        (copy / "sidebyside").write_text(text.replace("/root/.pyenv", "/nowhere"))
    (bare / "python3").unlink()
    code, out, err = start(copy, bare)
    assert (code, out) == (1, "")
    assert "needs Python 3.12 or newer" in err
    assert not (copy / ".venv").exists()
