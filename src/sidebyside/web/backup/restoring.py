"""Putting a backup back. It can be killed anywhere and run again; the school opens only when it has ended."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from sidebyside.trust import keystore, ledger, store_copies, wiping
from sidebyside.trust.master import sync
from sidebyside.web.backup import database, films, manifest, opening, replaying, turns
from sidebyside.web.backup.manifest import Unusable
from sidebyside.web.backup.opening import Opened

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What the operator asks for: which backup of a folder, and what they know that is lost by it."""

    folder: Path
    name: str = ""
    over_what_is_there: bool = False
    without_ledger: bool = False


def restore(wish: Wish, say: Say) -> None:
    """Raises Unusable, NotDone, turns.Taken, ImproperlyConfigured."""
    data = Path(settings.SIDEBYSIDE["DATA"])
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    turn = turns.alone(data, "school")
    try:
        turns.clear_copies(data, "school")
        _restore(wish, data, say)
    finally:
        os.close(turn)


def _restore(wish: Wish, data: Path, say: Say) -> None:
    backup = opening.opened(_chosen(wish))
    _refuse(wish, backup, data)
    gone = _deletions(backup)
    wrong = films.wrong_in(backup.pool, backup.films, films.folders_of(_recordings(gone)))
    if wrong and not backup.pool.is_dir():
        raise Unusable(f"The films of this backup are not at {backup.pool}. Put that folder back beside it.")
    copy = data / "run" / "restore-database.copy"
    backup.write(manifest.DATABASE, copy)
    database.check(copy)
    store = backup.read(manifest.KEYS)
    store_copies.checked(store, backup.key)
    # From here on nobody may open the doors.
    _mark(data, backup)
    ledger.begin()
    ledger.add(entry for entry in gone if entry not in set(ledger.entries()))
    store_copies.put_back(store, backup.key, [entry.what for entry in gone if entry.sort == ledger.KEY])
    say("The key store is back, without the keys that were destroyed since.")
    database.put_back(copy)
    copy.unlink(missing_ok=True)
    say("The database is back.")
    whole = {name: film for name, film in backup.films.items() if name not in wrong}
    count = films.put_back(backup.pool, whole, films.folders_of(_recordings(gone)))
    say(f"{count} files of films are back.")
    _forget_work(data)
    call_command("migrate", verbosity=0)
    _replay(gone, backup, say)
    (data / turns.UNFINISHED).unlink()
    sync(data)
    if wrong:
        say(
            f"Not back are {len(wrong)} files of films that are missing or damaged in {backup.pool}: "
            f"{', '.join(wrong)}"
        )


def _chosen(wish: Wish) -> Path:
    found = manifest.backups(wish.folder)
    if wish.name:
        found = [path for path in found if path.name == wish.name]
    if not found:
        raise Unusable(
            f"There is no backup {wish.name} in {wish.folder}. Name the folder that backup --to was given.".replace(
                "  ", " "
            )
        )
    return found[-1]


def _refuse(wish: Wish, backup: Opened, data: Path) -> None:
    if backup.manifest.vendor != database.vendor():
        raise Unusable(
            f"This backup is of a database on {backup.manifest.vendor}, and the settings say {database.vendor()}. "
            "Set SIDEBYSIDE_DATABASE_URL as it was."
        )
    began = (data / turns.UNFINISHED).exists()
    if not (wish.over_what_is_there or began) and database.is_there():
        raise Unusable(
            f"There is a school in {data}, and what was made in it since this backup would be lost. "
            "Add --over-what-is-there if that is meant."
        )
    if not (wish.without_ledger or began or ledger.path().exists()):
        raise Unusable(
            f"The ledger of deletions is not at {ledger.path()}: what was deleted after this backup, and after the "
            "newest one beside it, would come back. Put it there, or add --without-ledger if it is lost."
        )


def _deletions(backup: Opened) -> list[ledger.Entry]:
    """All that anybody here knows of: the ledger, the present key store, and the newer backups beside this one."""
    found = [*ledger.entries(), *backup.ledger]
    for path in manifest.backups(backup.folder.parent):
        if path.name > backup.folder.name:
            found += _ledger_of(path)
    at = backup.manifest.made_at
    found += [ledger.Entry(at, ledger.KEY, name) for name in sorted(store_copies.destroyed_here())]
    each: dict[tuple[str, str, int], ledger.Entry] = {}
    for entry in found:
        each.setdefault(entry.once, entry)
    return list(each.values())


def _ledger_of(path: Path) -> list[ledger.Entry]:
    try:
        return opening.opened(path).ledger
    except Unusable:
        return []


def _recordings(gone: list[ledger.Entry]) -> list[str]:
    return [
        entry.what
        for entry in gone
        if entry.sort == ledger.KEY and entry.what.startswith(replaying.RECORDING)
    ]


def _mark(data: Path, backup: Opened) -> None:
    with (data / turns.UNFINISHED).open("wb") as file:
        file.write(f"{backup.manifest.name}\n".encode())
        manifest.onto_the_disk(file)
    sync(data)


def _forget_work(data: Path) -> None:
    """What the engine held is of another time; the sweep asks for what the rows owe."""
    for path in data.glob("engine.sqlite3*"):
        path.unlink()


def _replay(gone: list[ledger.Entry], backup: Opened, say: Say) -> None:
    keystore.close()
    replaying.keys(gone)
    count = replaying.recordings() + replaying.rows(gone, backup.manifest.made_at)
    noes = replaying.noes(gone, backup.manifest.made_at)
    shares = replaying.end_what_may_have_been_taken_back()
    wiping.fold_in()
    connections.close_all()
    say(
        f"What was deleted since is deleted again: {count} things. {shares} shares and all sessions are ended."
    )
    say(
        "Ended too, as it may have been taken back since: second looks, who sits in on a talk, what is shown to "
        "colleagues or brought to a meeting, and a school's exception for safeguarding."
    )
    if noes:
        say(f"{noes} pupils are not to be filmed: a no was said since. Their guardians are asked anew.")
