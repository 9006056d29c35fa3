"""The ground goes at every step: nothing is readable that should not be, nothing is lost, and somebody is told.

Real processes, really killed, on real disks (`stepping`); what must be true afterwards stands in `scenes`. So that the
suite stays affordable, of many steps some are tried, evenly; SIDEBYSIDE_EVERY_STEP=1 tries them all.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[2]
# How many steps are tried with a kill, and how many with a full disk.
TRIED = {
    "first keys": (12, 4),
    "upload": (13, 6),
    "prepare": (8, 3),
    "delete": (16, 6),
    "rotate school key": (10, 3),
    "rotate master key": (13, 4),
    "monthly keys": (13, 3),
}
EVERY = os.environ.get("SIDEBYSIDE_EVERY_STEP") == "1"


def playing(data: Path, *arguments: str) -> str:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
        "SIDEBYSIDE_DATA": str(data),
        "SIDEBYSIDE_DATABASE_URL": "",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.playing", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tables") / "data"
    made.mkdir()
    playing(made, "tables")
    return made


@pytest.mark.parametrize("scene", list(TRIED))
def test_killed_or_full_at_any_step_nothing_is_open_lost_or_unsaid(
    tables: Path, tmp_path: Path, scene: str, record_property: object
) -> None:
    data = tmp_path / "data"
    shutil.copytree(tables, data)
    killed, full = (400, 400) if EVERY else TRIED[scene]
    told = [json.loads(line) for line in playing(data, scene, f"kill={killed}", f"full={full}").splitlines()]
    assert [one["how"] for one in told] == ["kill", "full"]
    for one in told:
        assert one["tried"] == min(one["steps"], killed if one["how"] == "kill" else full)
        assert not one["wrong"], "\n".join(one["wrong"])
        record_property(f"{one['how']} steps tried", f"{one['tried']} of {one['steps']}")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("scene", "times"),
    [("two deletes", 4), ("deleted while it is made ready", 2), ("two rotations while keys are made", 2)],
)
def test_two_at_once_leave_what_one_would(tables: Path, tmp_path: Path, scene: str, times: int) -> None:
    data = tmp_path / "data"
    shutil.copytree(tables, data)
    (told,) = [json.loads(line) for line in playing(data, scene, f"race={times}").splitlines()]
    assert not told["wrong"], "\n".join(told["wrong"])
