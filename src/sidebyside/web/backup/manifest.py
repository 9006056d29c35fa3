"""What a backup is made of: names, sizes and hashes, under a seal that its monthly key makes."""

import contextlib
import hashlib
import hmac
import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

FILE = "manifest.json"
DATABASE, KEYS, LEDGER = "database.sealed", "keys.sealed", "ledger.sealed"
SEALED = (DATABASE, KEYS, LEDGER)
FILMS = "films"
_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
FILM_NAME = re.compile(r"[0-9a-f]{32}/[0-9a-f]{32}")
_READ_BYTES = 1024 * 1024


class Unusable(Exception):
    """One plain sentence for the operator."""


@dataclass(frozen=True)
class Film:
    size: int
    changed_ns: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    name: str
    made_at: int
    monthly_key: str
    vendor: str
    # Where films lie that are not in the backup, in words; empty where all of them are.
    films_elsewhere: str
    sealed: dict[str, str] = field(default_factory=dict)
    films: dict[str, Film] = field(default_factory=dict)
    # Where each owner's chain ended before the database was copied, by the owner's public id.
    heads: dict[str, str] = field(default_factory=dict)

    def written(self, key: bytes) -> str:
        said = json.dumps(asdict(self), sort_keys=True)
        return json.dumps({"said": said, "seal": _seal(said, key)}, indent=1)


def read(folder: Path) -> Manifest:
    """Without its seal. Raises Unusable."""
    try:
        said = json.loads(json.loads((folder / FILE).read_text())["said"])
        films = {name: Film(**one) for name, one in said.pop("films").items()}
        found = Manifest(**said, films=films)
    except (OSError, ValueError, KeyError, TypeError):
        raise Unusable(
            f"{folder} is not a backup of Sidebyside, or it was damaged. Choose another one."
        ) from None
    if found.name != folder.name or not all(FILM_NAME.fullmatch(name) for name in films):
        raise Unusable(f"The manifest in {folder} belongs to another backup. Choose another one.")
    return found


def check_seal(folder: Path, key: bytes) -> None:
    """Raises Unusable."""
    written = json.loads((folder / FILE).read_text())
    if not hmac.compare_digest(_seal(str(written["said"]), key), str(written.get("seal"))):
        raise Unusable(f"The manifest in {folder} was changed since it was made. Choose another backup.")


def backups(folder: Path) -> list[Path]:
    """Oldest first; those that were not finished are none."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and (path / FILE).exists())


def readable(folder: Path) -> list[Manifest]:
    """Of every backup there, oldest first."""
    found = []
    for path in backups(folder):
        with contextlib.suppress(Unusable):
            found.append(read(path))
    return found


def films_known(folder: Path) -> dict[str, Film]:
    """As the newest backup that names a file found it: what was still coming then has grown since."""
    return {name: film for one in readable(folder) for name, film in one.films.items()}


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hash_while_read(file)


def hash_while_read(file: BinaryIO, into: BinaryIO | None = None) -> str:
    found = hashlib.sha256()
    while piece := file.read(_READ_BYTES):
        found.update(piece)
        if into is not None:
            into.write(piece)
    return found.hexdigest()


def onto_the_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _seal(said: str, key: bytes) -> str:
    own = hmac.digest(key, b"sidebyside.manifest", "sha256")
    return hmac.digest(own, said.encode(), "sha256").hex()
