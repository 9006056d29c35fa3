"""Taking a backup while the school works: the database first, then its keys, then the films that it names."""

import contextlib
import io
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from sidebyside.trust import chain, ledger, monthly, sealed_files, store_copies
from sidebyside.trust.master import sync
from sidebyside.web.backup import database, films, manifest, turns
from sidebyside.web.backup.manifest import Manifest, Unusable


def take(to: Path, say: Callable[[str], None]) -> Path:
    """The new backup's folder. Raises Unusable, NotDone, turns.Taken."""
    data = Path(settings.SIDEBYSIDE["DATA"])
    refuse_places(to, data)
    turn = turns.alone(data, "backup")
    try:
        turns.clear_copies(data, "backup")
        monthly.destroy_due()
        ledger.begin()
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in to.glob(".*.new"):
            shutil.rmtree(left)
        key = monthly.for_sealing()
        name = _free_name(to)
        begun = Manifest(name, int(time.time()), key.name, database.vendor(), films.elsewhere())
        place = to / f".{name}.new"
        place.mkdir(mode=0o700)
        try:
            return _fill(place, to, begun, key, say)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
    finally:
        os.close(turn)


def _fill(
    place: Path, to: Path, begun: Manifest, key: monthly.MonthlyKey, say: Callable[[str], None]
) -> Path:
    # Before the database: what is in its copy goes as far, or further.
    begun = replace(begun, heads=chain.heads())
    with _beside("backup-database.copy") as copy:
        database.copy_to(copy)
        with copy.open("rb") as source:
            _seal(source, place, manifest.DATABASE, begun, key)
    say("The database is copied and sealed.")
    _seal(io.BytesIO(store_copies.taken(key.key)), place, manifest.KEYS, begun, key)
    said = ledger.path().read_bytes()
    _seal(io.BytesIO(said), place, manifest.LEDGER, begun, key)
    say("The key store and the ledger of deletions are copied and sealed.")
    pool = to / manifest.FILMS
    found = films.copy_all(pool, manifest.films_known(to))
    sealed = {file: manifest.hash_of(place / file) for file in manifest.SEALED}
    whole = replace(begun, sealed=sealed, films=found)
    with (place / manifest.FILE).open("wb") as file:
        file.write(whole.written(key.key).encode())
        manifest.onto_the_disk(file)
    sync(place)
    os.rename(place, to / begun.name)
    sync(to)
    films.clear_up(pool, _named(to))
    say(f"{len(found)} files of films are there.")
    return to / begun.name


def refuse_places(to: Path, data: Path) -> None:
    """Raises Unusable."""
    to, months = to.resolve(), monthly.folder().resolve()
    if to.is_relative_to(data.resolve()) or data.resolve().is_relative_to(to):
        raise Unusable(
            f"{to} and the data folder lie in one another, and would be lost together. Choose another."
        )
    if to.is_relative_to(months) or months.is_relative_to(to):
        raise Unusable(
            f"Monthly keys lie in {months}, and must not lie where backups do: who has both can open a backup for "
            "ever. Choose another folder, or set SIDEBYSIDE_MONTHLY_KEYS."
        )


def _seal(source: BinaryIO, place: Path, file: str, begun: Manifest, key: monthly.MonthlyKey) -> None:
    with (place / file).open("wb") as target:
        sealed_files.seal(source, target, key.key, f"{begun.name}/{file}")
        manifest.onto_the_disk(target)


@contextlib.contextmanager
def _beside(name: str) -> Iterator[Path]:
    """On the disk where the database itself lies, and gone afterwards."""
    path = Path(settings.SIDEBYSIDE["DATA"]) / "run" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield path
    finally:
        path.unlink(missing_ok=True)


def _free_name(to: Path) -> str:
    name = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    number = 2
    found = name
    while (to / found).exists():
        found, number = f"{name}-{number}", number + 1
    return found


def _named(to: Path) -> set[str]:
    return {name for one in manifest.readable(to) for name in one.films}


def too_old(to: Path) -> list[str]:
    """Backups that nobody can open any more."""
    before = int(time.time()) - monthly.LIVES_S
    return [one.name for one in manifest.readable(to) if one.made_at < before]
