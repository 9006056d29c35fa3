"""Opening a backup, as a restore does, and as a check of it does."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from sidebyside.trust import keystore, ledger, monthly, sealed_files, store_copies
from sidebyside.web.backup import database, films, manifest, turns
from sidebyside.web.backup.manifest import Film, Manifest, Unusable


@dataclass(frozen=True)
class Opened:
    folder: Path
    manifest: Manifest
    key: bytes

    def pieces(self, file: str) -> Iterator[bytes]:
        """Raises Unusable."""
        path = self.folder / file
        try:
            if manifest.hash_of(path) != self.manifest.sealed[file]:
                raise Unusable(f"{path} is not as it was when it was made. Choose another backup.")
            with path.open("rb") as source:
                yield from sealed_files.unseal(source, self.key, f"{self.manifest.name}/{file}")
        except (OSError, KeyError, sealed_files.NotWhole):
            raise Unusable(
                f"{path} cannot be opened: it is missing or damaged. Choose another backup."
            ) from None

    def read(self, file: str) -> bytes:
        return b"".join(self.pieces(file))

    def write(self, file: str, to: Path) -> None:
        with to.open("wb") as target:
            to.chmod(0o600)
            for piece in self.pieces(file):
                target.write(piece)
            manifest.onto_the_disk(target)

    @property
    def pool(self) -> Path:
        return self.folder.parent / manifest.FILMS

    @property
    def films(self) -> dict[str, Film]:
        known = manifest.films_known(self.folder.parent)
        return {name: known[name] for name in self.manifest.films}

    @property
    def ledger(self) -> list[ledger.Entry]:
        return ledger.entries(self.read(manifest.LEDGER).decode())


def opened(folder: Path) -> Opened:
    """Raises Unusable, ImproperlyConfigured."""
    found = manifest.read(folder)
    try:
        key = monthly.opened(found.monthly_key).key
    except monthly.MonthlyKeyGone:
        day = time.strftime("%d %B %Y", time.gmtime(found.made_at))
        raise Unusable(
            f"The backup of {day} cannot be opened: its monthly key {found.monthly_key} is not in {monthly.folder()}. "
            "Monthly keys are destroyed after 35 days; if this one was moved, put it back there."
        ) from None
    manifest.check_seal(folder, key)
    return Opened(folder, found, key)


def check(folder: Path) -> str:
    """Puts it back into a folder that is thrown away, and says in words what was found.

    Raises Unusable, NotDone, turns.Taken.
    """
    data = Path(settings.SIDEBYSIDE["DATA"])
    turn = turns.alone(data, "backup")
    try:
        turns.clear_copies(data, "backup")
        return _check(folder)
    finally:
        os.close(turn)


def _check(folder: Path) -> str:
    backup = opened(folder)
    with _thrown_away() as place:
        copy = place / "database"
        backup.write(manifest.DATABASE, copy)
        database.check(copy)
    keys = store_copies.checked(backup.read(manifest.KEYS), backup.key)
    count = len(backup.ledger)
    wrong = films.wrong_in(backup.pool, backup.films, films.folders_of(keystore.destroyed("recording:")))
    if wrong:
        films.put_aside(backup.pool, wrong)
        raise Unusable(
            f"{len(wrong)} of {len(backup.manifest.films)} files of films in {backup.pool} were missing or damaged. "
            "Run the backup again: it copies them anew."
        )
    return (
        f"The backup {folder.name} opens: its database is sound, {keys} keys open, {count} deletions are known, "
        f"{len(backup.manifest.films)} files of films are as they were."
    )


@contextmanager
def _thrown_away() -> Iterator[Path]:
    run = Path(settings.SIDEBYSIDE["DATA"]) / "run"
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix="check-", dir=run) as name:
        yield Path(name)
