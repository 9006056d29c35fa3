"""The ledger of deletions: ids and times only, in a file outside the database and outside its backups.

A database or a key store that is put back from a backup does not know what was deleted since, nor who has said no: the
ledger does, and it is gone through before the server answers.
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
# Somebody's no to being filmed, by the pupil's code: a guardian's, or the pupil's own. Which of them each time.
NO, OWN_NO = "no", "ownno"
_LINE = re.compile(rf"(\d+) ({KEY}|{ROW}|{NO}|{OWN_NO}) ([a-z_.]+:[0-9a-f-]+)")


@dataclass(frozen=True)
class Entry:
    at: int
    sort: str
    what: str

    def __str__(self) -> str:
        return f"{self.at} {self.sort} {self.what}"

    @property
    def once(self) -> tuple[str, str, int]:
        """A thing is deleted once; a no is said again after a yes, and each counts for the backups before it."""
        return self.sort, self.what, self.at if self.sort in {NO, OWN_NO} else 0


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
    """In order, each thing once, and each no."""
    if text is None:
        text = path().read_text() if path().exists() else ""
    found: dict[tuple[str, str, int], Entry] = {}
    for line in text.splitlines():
        seen = _LINE.fullmatch(line)
        if seen:
            entry = Entry(int(seen[1]), seen[2], seen[3])
            found.setdefault(entry.once, entry)
    return list(found.values())
