"""One act at the end of a transaction for all that happened in it, and none where the transaction is taken back."""

from django.db import connection, transaction


class AtCommit[T]:
    """A kind of act. ``items`` are whatever was gathered for it, in order."""

    def __init__(self) -> None:
        self.items: list[T] = []

    def __call__(self) -> None:
        raise NotImplementedError


def gather[T](kind: type[AtCommit[T]], item: T, *, robust: bool = False) -> None:
    """Hand ``item`` to the act of this kind that waits for this transaction, or for this savepoint of it.

    Outside a transaction it is done at once. ``robust``: a fault in it stops no other act.
    """
    sids = set(connection.savepoint_ids)
    waiting = [one[1] for one in connection.run_on_commit if one[0] == sids]
    act = next((one for one in waiting if isinstance(one, kind)), None)
    if act is not None:
        act.items.append(item)
        return
    act = kind()
    act.items.append(item)
    transaction.on_commit(act, robust=robust)
