"""The ledger of deletions: ids and times only, in a file outside the database and outside its backups.

A database or a key store that is put back from a backup does not know what was deleted since: the ledger does, and it
is gone through before the server answers.
"""

import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# What an entry is about: a data key by its name, or a row of words by its table and code.
KEY, ROW = "key", "row"
_LINE = re.compile(rf"(\d+) ({KEY}|{ROW}) ([a-z_.]+:[0-9a-f-]+)")


@dataclass(frozen=True)
class Entry:
    at: int
    sort: str
    what: str

    def __str__(self) -> str:
        return f"{self.at} {self.sort} {self.what}"


def path() -> Path:
    return Path(settings.SIDEBYSIDE["LEDGER"])


def note(sort: str, what: str) -> None:
    """On the disk when this returns."""
    add([Entry(int(time.time()), sort, what)])


def begin() -> None:
    """An empty ledger says that nothing was deleted; one that is missing says nothing."""
    add([])


def add(entries: Iterable[Entry]) -> None:
    # The line before may have been cut short by a kill.
    lines = "".join(f"\n{entry}\n" for entry in entries).encode()
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        done = 0
        while done < len(lines):
            done += os.write(file, lines[done:])
        os.fsync(file)
    finally:
        os.close(file)


def entries(text: str | None = None) -> list[Entry]:
    """In order, each thing once."""
    if text is None:
        text = path().read_text() if path().exists() else ""
    found: dict[tuple[str, str], Entry] = {}
    for line in text.splitlines():
        seen = _LINE.fullmatch(line)
        if seen:
            found.setdefault((seen[2], seen[3]), Entry(int(seen[1]), seen[2], seen[3]))
    return list(found.values())
