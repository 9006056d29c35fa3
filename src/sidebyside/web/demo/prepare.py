"""What a demo needs before it starts, done in a process of its own: tables, static files, the school."""

import io
import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from sidebyside.web.demo.stamp import DATABASE, put_stamp

PREPARED = "prepared.json"


def fingerprint(source: Path) -> str:
    """Changes when a file of the code does; reads only names, sizes and times."""
    newest, total, count = 0, 0, 0
    for folder, folders, files in os.walk(source / "sidebyside"):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            facts = os.stat(os.path.join(folder, name))
            newest, total, count = max(newest, facts.st_mtime_ns), total + facts.st_size, count + 1
    return f"{sys.version_info.major}.{sys.version_info.minor} {newest} {total} {count}"


def prepared(folder: Path) -> dict[str, str]:
    try:
        kept = json.loads((folder / PREPARED).read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def is_prepared(folder: Path, source: Path) -> bool:
    whole = (folder / DATABASE).is_file() and (folder / "static" / "staticfiles.json").is_file()
    return whole and prepared(folder).get("fingerprint") == fingerprint(source)


def main(source: Path) -> None:
    folder = Path(settings.SIDEBYSIDE["DATA"])
    done = prepared(folder)
    print_of_code = fingerprint(source)
    put_stamp(folder)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    call_command("engine_store", verbosity=0, stdout=io.StringIO())
    if done.get("school") != "built":
        # Models can be imported only once Django is set up.
        from sidebyside.web.demo.school import build

        build()
    (folder / PREPARED).write_text(json.dumps({"fingerprint": print_of_code, "school": "built"}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
