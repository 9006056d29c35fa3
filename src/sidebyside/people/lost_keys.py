"""Once an hour: a row with a key of its own is gone, and its key is not. A kill came between the two, or it was never
kept. The room whose rows they are registers its kind of work."""

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.people.models import School
from sidebyside.trust import keystore, ledger
from sidebyside.trust.sealed import SealedModel

# A key is made a moment before its row is there.
YOUNG_S = 3600
AT_ONCE = 500


@dataclass(frozen=True)
class LostKeys:
    """``keys``: how the names of the keys of ``model`` begin; the code of the row follows."""

    name: str
    keys: str
    model: type[SealedModel]

    def register(self, step: jobs.Step) -> None:
        """``step`` is the room's own function, under whose name the engine knows it; it calls ``end``."""
        jobs.register(jobs.Kind(self.name, jobs.Queue.QUICK, (step,), self._owed, _let_be))

    def end(self, code: str, _attempt: int) -> None:
        school = School.objects.filter(code=code).first()
        names = self._held(school) if school is not None else []
        for begin in range(0, len(names), AT_ONCE):
            codes = {uuid.UUID(name.removeprefix(self.keys)): name for name in names[begin : begin + AT_ONCE]}
            rows = self.model._base_manager.filter(code__in=list(codes))
            there = set(rows.values_list("code", flat=True))
            self._end([name for one, name in codes.items() if one not in there])

    def _owed(self) -> Iterable[Owed]:
        """One piece of work an hour for the whole server, under the code of its first school."""
        school = School.objects.order_by("made_at", "pk").first()
        if school is None or not self._held(school, at_most=1):
            return []
        return [Owed(str(school.code), int(time.time()) // YOUNG_S)]

    def _held(self, school: School, at_most: int | None = None) -> list[str]:
        # Keys of before the first school belong to another database, which may be put back: they are let be.
        since = int(school.made_at.timestamp())
        return keystore.held(self.keys, since, int(time.time()) - YOUNG_S, at_most)

    def _end(self, names: list[str]) -> None:
        now, table = int(time.time()), self.model._meta.label_lower
        if names:
            # The kill may have kept the row out of the ledger, too.
            rows = [f"{table}:{name.removeprefix(self.keys)}" for name in names]
            ledger.add(ledger.Entry(now, ledger.ROW, row) for row in rows)
        for name in names:
            keystore.destroy(name)


def _let_be(_owed: Owed, _word: str) -> None:
    """The next hour is soon enough."""
