"""New keys for old ones, without touching what they seal: films and words stay as they lie.

Each can be killed anywhere and run again; pages and workers go on meanwhile. Whoever rotates holds `rotation_turn`.
"""

import secrets
import time
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from sidebyside.trust import keystore, master, monthly

AT_ONCE = 200


def school_key_rotates() -> bool:
    """Whether a rotation of the school key was cut short."""
    return bool(keystore.look().execute("SELECT count(*) > 1 FROM school_keys").fetchone()[0])


def master_rotates() -> bool:
    return master.keeps_itself() and master.next_file().exists()


def rotate_school_key(after_step: Callable[[str], None] = lambda _step: None) -> None:
    """A new school key, every data key wrapped by it, and the old one gone. Goes on where it was cut short."""
    if not school_key_rotates():
        _new_school_key()
        after_step("new")
    # A key service is asked before the store is held, not while everybody waits.
    for row in keystore.look().execute("SELECT number, wrapped, mark FROM school_keys").fetchall():
        keystore.school_key(*row)
    while _wrap_some_anew():
        after_step("some")
    with keystore.changing() as connection:
        connection.execute(
            "DELETE FROM school_keys WHERE number < (SELECT max(number) FROM school_keys)"
            " AND NOT EXISTS (SELECT 1 FROM keys WHERE under = number AND wrapped IS NOT NULL)"
        )
    after_step("old gone")
    keystore.fold_in(keystore.look())


def _new_school_key() -> None:
    now = keystore.master_in_use()
    number, _key = keystore.newest_school_key(keystore.look())
    wrapped = now.wrap(keystore.school_name(number + 1), secrets.token_bytes(keystore.KEY_BYTES))
    with keystore.changing() as connection:
        # Where two rotate at once, the second finds the first one's.
        connection.execute(
            "INSERT INTO school_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (number + 1, wrapped, now.mark, int(time.time())),
        )


def _wrap_some_anew() -> int:
    with keystore.changing() as connection:
        newest, school_key = keystore.newest_school_key(connection)
        rows = connection.execute(
            "SELECT name, keys.wrapped, number, school_keys.wrapped, mark FROM keys JOIN school_keys ON number = under"
            " WHERE under < ? AND keys.wrapped IS NOT NULL LIMIT ?",
            (newest, AT_ONCE),
        ).fetchall()
        for name, wrapped, number, *school in rows:
            old = keystore.school_key(number, *school)
            anew = keystore.wrap(school_key, newest, name, keystore.unwrap(old, number, name, wrapped))
            connection.execute("UPDATE keys SET wrapped = ?, under = ? WHERE name = ?", (anew, newest, name))
        return len(rows)


def rotate_master(after_step: Callable[[str], None] = lambda _step: None) -> str:
    """School keys and whatever else lies under the master key come under the next one; its mark is the answer."""
    keystore.look()
    own = master.keeps_itself()
    after = master.make_next() if own else master.following()
    if after is None:
        # The key service's own newest key.
        after = master.current(keystore.may_make_master)
    after_step("next")
    while True:
        _wrap_school_keys(after)
        after_step("wrapped")
        # A school key that was made meanwhile lies under the old one.
        if _all_lie_under(after.mark):
            break
    monthly.wrap_anew(after)
    after_step("monthly")
    keystore.fold_in(keystore.look())
    if own:
        if not _all_lie_under(after.mark):
            raise ImproperlyConfigured(
                "A school key came under another master key meanwhile. The old one was kept; run the rotation again."
            )
        master.take_next(after.mark)
        after_step("taken")
    return after.mark


def _wrap_school_keys(after: master.Master) -> None:
    rows = keystore.look().execute("SELECT number, wrapped, mark FROM school_keys").fetchall()
    anew = []
    for number, wrapped, mark in rows:
        school_key = keystore.open_school_key(number, wrapped, mark)
        anew.append((after.wrap(keystore.school_name(number), school_key), after.mark, number, wrapped))
    with keystore.changing() as connection:
        for row in anew:
            connection.execute(
                "UPDATE school_keys SET wrapped = ?, mark = ? WHERE number = ? AND wrapped = ?", row
            )


def _all_lie_under(mark: str) -> bool:
    others = keystore.look().execute("SELECT count(*) FROM school_keys WHERE mark != ?", (mark,))
    return not others.fetchone()[0]
