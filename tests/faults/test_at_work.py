"""Nothing plain lies on a disk while a film or a talk is worked on, nor after a kill there, nor when it has gone on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.at_work import CARELESS, SCENES
from tests.tables import lay_in

pytestmark = [pytest.mark.faults, pytest.mark.on_sqlite]

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_plain_lies_about_in_the_middle_of_work_nor_after_a_kill(tmp_path: Path) -> None:
    data, temporary, backups = (tmp_path / name for name in ("data", "temporary", "backups"))
    for folder in (data, temporary):
        folder.mkdir()
    lay_in(data)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
        "SIDEBYSIDE_DATA": str(data),
        "SIDEBYSIDE_DATABASE_URL": "",
        "SIDEBYSIDE_MONTHLY_KEYS": str(tmp_path / "monthly"),
        "TMPDIR": str(temporary),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.at_work", str(backups)],
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert list(told) == [scene.name for scene in SCENES]
    careless = told.pop(CARELESS)
    # The one who looks would have seen it, while it stood and after it was killed.
    assert any("open: " in one for one in careless["found"]["standing"])
    assert careless["found"]["killed"]
    assert careless["left"]
    assert not careless["found"]["gone on"]
    for name, one in told.items():
        assert not one["wrong"], (name, one["wrong"])
        assert one["found"] == {"standing": [], "killed": [], "gone on": []}, name
        assert not one["left"], name
        # It was looked for: bytes had passed, and where a child decodes, it was in the middle of that.
        assert "back" in name or one["pieces"] > 5, name
        at_once = name in {"looking for faces", "preparing a film", "hiding faces", "decoding a talk"}
        assert bool(one["children"]) >= at_once, name
