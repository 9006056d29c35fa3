"""Libraries that could tell their makers what goes on here are told not to, before they are loaded."""

import os
import subprocess
import sys
from pathlib import Path

import sidebyside
from sidebyside.core.listening.runtime import MODELS

SOURCE = Path(sidebyside.__file__).parents[1]
LOADS_A_NETWORK = """
from sidebyside.core.listening.runtime import MODELS, session
for model in sorted(MODELS.glob("*.onnx")):
    session(model)
"""


def left_at_home(home: Path, program: str) -> list[str]:
    """What a program leaves in an empty home folder. It knows of no continuous integration, where libraries keep still
    by themselves."""
    bare = {"PATH": os.defpath, "PYTHONPATH": str(SOURCE), "HOME": str(home)}
    subprocess.run([sys.executable, "-c", program], env=bare, check=True, capture_output=True)
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def test_no_network_of_ours_keeps_notes_for_its_maker(tmp_path: Path) -> None:
    assert list(MODELS.glob("*.onnx"))
    assert left_at_home(tmp_path, LOADS_A_NETWORK) == []


def test_and_it_would_be_seen(tmp_path: Path) -> None:
    told_to = "import os, sidebyside; del os.environ['ORT_DISABLE_TELEMETRY']" + LOADS_A_NETWORK
    assert "deviceid" in left_at_home(tmp_path, told_to)
