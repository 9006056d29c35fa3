"""Monthly keys: what a backup is sealed with. They lie beside the backups, never in them, and are destroyed in time.

A key lives for 35 days from when it was made, and seals for the first seven of them: so the newest backup can be opened
for four weeks at least, and whatever was deleted is unreadable in every backup after 35 days at most.
"""

import contextlib
import json
import os
import re
import secrets
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sidebyside import jobs
from sidebyside.trust import keystore, master, rotation_turn

DESTROY = "destroy_monthly_key"
LIVES_S = 35 * 24 * 3600
SEALS_S = 7 * 24 * 3600
CLOCKS_DIFFER_S = 24 * 3600
# A rotation may ask a key service for each monthly key.
TURN_WITHIN_S = 60
_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class MonthlyKeyGone(Exception):
    """The monthly key was destroyed, or does not lie where monthly keys are kept."""


@dataclass(frozen=True)
class MonthlyKey:
    name: str
    made_at: int
    key: bytes


def folder() -> Path:
    return Path(settings.SIDEBYSIDE["MONTHLY_KEYS"])


def for_sealing() -> MonthlyKey:
    """The newest one, or a new one where that has sealed for long enough. Raises ImproperlyConfigured."""
    now = int(time.time())
    # A clock that went back must not let a key seal that is to live longer than it may.
    young = [(made_at, name) for name, made_at in _there() if 0 <= now - made_at < SEALS_S]
    if young:
        return opened(max(young)[1])
    name = str(uuid.uuid4())
    key = secrets.token_bytes(keystore.KEY_BYTES)
    try:
        # Never under a master key that a rotation is about to take away.
        with rotation_turn.alone(TURN_WITHIN_S):
            _write(name, now, key, keystore.master_in_use())
    except rotation_turn.Taken:
        raise ImproperlyConfigured(
            "A rotation of keys is at work. Make the backup again when it has ended."
        ) from None
    return MonthlyKey(name, now, key)


def opened(name: str) -> MonthlyKey:
    """Raises MonthlyKeyGone, ImproperlyConfigured."""
    kept = _read(name) if _NAME.fullmatch(name) else None
    if kept is None:
        raise MonthlyKeyGone(name)
    wrapped = bytes.fromhex(kept["wrapped"])
    wrong: Exception = AssertionError()
    for one in master.opening(kept["mark"]):
        try:
            return MonthlyKey(name, int(kept["made_at"]), one.unwrap(_wrapped_as(name, kept), wrapped))
        except ImproperlyConfigured as error:
            wrong = error
    raise wrong


def due() -> list[str]:
    """Those that have lived for as long as they may."""
    now = int(time.time())
    return sorted(name for name, made_at in _there() if now - made_at >= LIVES_S)


def too_young() -> list[tuple[str, int]]:
    """Those that say they were made later than now, with the second in which their 35 days would end: the clock was
    wrong then, or is now. Nobody but a person can say which, so none is destroyed for it."""
    now = int(time.time())
    return sorted((name, made_at + LIVES_S) for name, made_at in _there() if made_at - now > CLOCKS_DIFFER_S)


def destroy(name: str) -> None:
    """Safe to repeat."""
    path = _path(name)
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            # Written over first, for what it is worth: the disk may keep what was there for a while.
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def destroy_due() -> list[str]:
    names = due()
    for name in names:
        destroy(name)
    for name in _half_destroyed():
        destroy(name)
    return names


def _half_destroyed() -> list[str]:
    """Written over, and killed before the file itself went."""
    found = folder().glob("*.key") if folder().is_dir() else []
    return [path.stem for path in found if _NAME.fullmatch(path.stem) and not path.read_bytes().strip(b"\0")]


def _to_destroy() -> Iterable[jobs.Owed]:
    return [jobs.Owed(name, int(time.time()) // (24 * 3600)) for name in due()]


def _destroy_if_due(name: str, _attempt: int) -> None:
    if name in due():
        destroy(name)


def _tell_nobody(_owed: jobs.Owed, _word: str) -> None:
    """It stays due, under tomorrow's attempt."""


def register() -> None:
    """Their end comes also where nobody makes backups any more."""
    jobs.register(jobs.Kind(DESTROY, jobs.Queue.QUICK, (_destroy_if_due,), _to_destroy, _tell_nobody))


def wrap_anew(under: master.Master) -> None:
    """All of them come under another master key; safe to repeat. What no master key here opens is left as it lies."""
    left: set[str] = set()
    while True:
        for name, _made_at in list(_there()):
            # Asking a key service for a key of another school looks the same as a service that is away.
            if name in left or _is_foreign(name):
                left.add(name)
                continue
            try:
                kept = opened(name)
                _write(name, kept.made_at, kept.key, under)
            except MonthlyKeyGone:
                continue
            except master.WrongMaster:
                left.add(name)
        if left.issuperset(not_under(under.mark)):
            return


def not_under(mark: str) -> list[str]:
    """Those that lie under another master key."""
    return [name for name, _made_at in _there() if (kept := _read(name)) and kept["mark"] != mark]


def _is_foreign(name: str) -> bool:
    kept = _read(name)
    return kept is not None and all(one.mark != kept["mark"] for one in master.opening(kept["mark"]))


def _wrapped_as(name: str, kept: dict[str, str]) -> str:
    # Bound to its day: who can write here cannot give an old key a longer life.
    return f"monthly:{name}:{kept['made_at']}"


def _path(name: str) -> Path:
    return folder() / f"{name}.key"


def _there() -> Iterator[tuple[str, int]]:
    if not folder().is_dir():
        return
    for path in sorted(folder().glob("*.key")):
        kept = _read(path.stem) if _NAME.fullmatch(path.stem) else None
        if kept is not None:
            yield path.stem, int(kept["made_at"])


def _read(name: str) -> dict[str, str] | None:
    try:
        kept = json.loads(_path(name).read_text())
        found = {what: str(kept[what]) for what in ("made_at", "mark", "wrapped")}
        int(found["made_at"]), bytes.fromhex(found["wrapped"])
        return found
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # Half destroyed is destroyed.
        return None


def _write(name: str, made_at: int, key: bytes, under: master.Master) -> None:
    kept = {"made_at": str(made_at), "mark": under.mark}
    kept["wrapped"] = under.wrap(_wrapped_as(name, kept), key).hex()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    own = _path(name).with_name(f"{name}.{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(own, _path(name))
        master.sync(folder())
    finally:
        own.unlink(missing_ok=True)
