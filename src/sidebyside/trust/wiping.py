"""What follows when words are deleted: the ledger hears of it, and no byte of them stays in the database's file."""

import time
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_delete

from sidebyside.trust import ledger
from sidebyside.trust.at_commit import AtCommit, gather
from sidebyside.trust.sealed import SealedModel

# A recording's end is the end of its key; its row may come anew under the same code, from the device that holds it.
# What was found of faces is thousands of rows a film, made anew by each look.
ENDS_WITH_ITS_KEY = {"recordings.recording", "recordings.facestretch", "recordings.facetrack"}
TRIES, WAIT_S = 20, 0.05


def watch() -> None:
    for model in apps.get_models():
        if issubclass(model, SealedModel) and model._meta.label_lower not in ENDS_WITH_ITS_KEY:
            post_delete.connect(_deleted, sender=model)


class _Gone(AtCommit[ledger.Entry]):
    """All the rows of words that one transaction deletes; heard of only when it is done."""

    def __call__(self) -> None:
        ledger.add(self.items)
        fold_in()


def _deleted(sender: type[SealedModel], instance: SealedModel, **_more: Any) -> None:
    gather(_Gone, ledger.Entry(int(time.time()), ledger.ROW, f"{sender._meta.label_lower}:{instance.code}"))


def fold_in() -> None:
    """SQLite overwrites what is deleted (secure_delete) in its log first; the file has it when the log is folded in.

    Readers may delay that a moment. PostgreSQL is asked within the hour (`clearing`).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={int(WAIT_S * 1000)}")
        try:
            for _ in range(TRIES):
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if cursor.fetchone()[0] == 0:
                    return
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")
