"""Ending the key that one row has for itself, once it is certain that the row is gone."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sidebyside.trust import keystore, ledger
from sidebyside.trust.at_commit import AtCommit, gather
from sidebyside.trust.sealed import SealedModel

log = logging.getLogger(__name__)


class _Ended(AtCommit[str]):
    """The keys of all such rows that one transaction deletes. What a kill or a fault leaves, a sweep ends."""

    def __call__(self) -> None:
        # Said of all before the first goes: the next start after a kill ends the others.
        now = int(time.time())
        _or_later(lambda: ledger.add([ledger.Entry(now, ledger.KEY, name) for name in self.items]))
        for name in self.items:
            _or_later(partial(keystore.destroy, name))


def _or_later(act: Callable[[], None]) -> None:
    try:
        act()
    except Exception as error:
        # Its message may name a path.
        log.warning("The key of a row was not destroyed (%s); the sweep does it.", type(error).__name__)


def shred(sender: type[SealedModel], instance: SealedModel, **_more: Any) -> None:
    """For ``post_delete``. A deletion that is taken back in the end must find its bytes whole."""
    gather(_Ended, instance.sealing_key(), robust=True)
