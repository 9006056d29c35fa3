"""An empty school's SQLite file with all its tables: made by ``manage migrate`` once, then copied.

Migrating costs a process some fifteen seconds, and many tests start servers with a database of their own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from sidebyside.web.serving import ROOT, SOURCE

NAME = "sidebyside.sqlite3"


def lay_in(data: Path) -> None:
    """Put the file into an empty data folder. ``manage migrate`` finds nothing left to do there."""
    kept = ROOT / "var" / f"tables-{_mark()}.sqlite3"
    if not kept.exists():
        _make(kept)
    shutil.copyfile(kept, data / NAME)


def _mark() -> str:
    """Of all that the tables are made from."""
    digest = hashlib.sha256(version("django").encode() + version("django-allauth").encode())
    for path in sorted(
        [*SOURCE.glob("sidebyside/*/migrations/*.py"), *SOURCE.glob("sidebyside/web/settings/*.py")]
    ):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _make(kept: Path) -> None:
    kept.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sidebyside-tables-", dir=kept.parent) as name:
        environment = {
            one: words for one, words in os.environ.items() if not one.startswith("SIDEBYSIDE_")
        } | {
            "PYTHONPATH": str(SOURCE),
            "SIDEBYSIDE_DATA": name,
            "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
        }
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(command, env=environment, check=True)
        # Several processes may make it at once: each makes a whole one, and the last stays.
        (Path(name) / NAME).replace(kept)
