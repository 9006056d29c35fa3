"""The recovery copy: the master key, written down where this machine's end does not reach it."""

import time

from django.core.exceptions import ImproperlyConfigured

from sidebyside.trust import keystore, master

RECOVERY = "recovery copy"
COMMAND = "./sidebyside manage recovery-copy"
NOT_SAVED = (
    "Nobody has saved a recovery copy of the master key yet, and without it a broken disk takes every film and every "
    f"word with it. Save one, then start again: {COMMAND}"
)


class NotTheKey(Exception):
    """One plain sentence for the operator."""


def is_confirmed() -> bool:
    """Whether somebody has shown a copy of the master key that is in use now."""
    row = keystore.look().execute("SELECT mark FROM said WHERE what = ?", (RECOVERY,)).fetchone()
    return row is not None and row[0] == _present().mark


def lies_in_service() -> bool:
    return isinstance(_present(), master.KeyService)


def copy_text() -> str:
    """What is to be kept. Raises NotTheKey where a key service keeps the key."""
    present = _present()
    if not isinstance(present, master.HeldHere):
        raise NotTheKey(
            "The key service keeps the master key, so save a copy of it there, as that service says. "
            f"Then run: {COMMAND} --confirm-service"
        )
    return (
        "Sidebyside: recovery copy of the master key.\n"
        "With it and a backup, a school can be put back on a new machine. Whoever has it and the data can read\n"
        "everything: keep it in a safe or a password manager, never beside the data or the backups.\n\n"
        f"{master.as_text(present.key)}\n"
    )


def confirm(text: str) -> None:
    """``text`` is the copy, as it was kept. Raises NotTheKey."""
    present = _present()
    if not any(_is(line, present) for line in text.splitlines()):
        raise NotTheKey(
            f"That is not the master key which this school uses. Save the copy anew with: {COMMAND} --to FILE"
        )
    _say(present)


def confirm_service() -> None:
    """Raises NotTheKey where there is no key service."""
    present = _present()
    if isinstance(present, master.HeldHere):
        raise NotTheKey(
            f"No key service is set, so the copy has to be shown. Begin with: {COMMAND} --to FILE"
        )
    _say(present)


def _present() -> master.Master:
    keystore.look()
    return master.current(keystore.may_make_master)


def _is(line: str, present: master.Master) -> bool:
    try:
        return master.HeldHere(master.from_text(line)).mark == present.mark
    except ImproperlyConfigured:
        return False


def _say(present: master.Master) -> None:
    with keystore.changing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO said (what, mark, at) VALUES (?, ?, ?)",
            (RECOVERY, present.mark, int(time.time())),
        )
