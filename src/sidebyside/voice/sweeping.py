"""Once an hour: a note whose row is gone and whose key is not. A kill came between the two, or it was never kept."""

import time
import uuid
from collections.abc import Iterable

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.people.models import School
from sidebyside.trust import keystore, ledger
from sidebyside.voice.models import KEYS, VoiceNote

END = "end_lost_voices"
# A key is made a moment before its row is there.
YOUNG_S = 3600
AT_ONCE = 500


def _owed() -> Iterable[Owed]:
    """One piece of work an hour for the whole server, under the code of its first school."""
    school = School.objects.order_by("made_at", "pk").first()
    if school is None or not _keys(school, at_most=1):
        return []
    return [Owed(str(school.code), int(time.time()) // YOUNG_S)]


def _keys(school: School, at_most: int | None = None) -> list[str]:
    # Keys of before the first school belong to another database, which may be put back: they are let be.
    return keystore.held(KEYS, int(school.made_at.timestamp()), int(time.time()) - YOUNG_S, at_most)


def end_lost_voices(code: str, _attempt: int) -> None:
    school = School.objects.filter(code=code).first()
    names = _keys(school) if school is not None else []
    for begin in range(0, len(names), AT_ONCE):
        codes = {uuid.UUID(name.removeprefix(KEYS)): name for name in names[begin : begin + AT_ONCE]}
        there = set(VoiceNote.objects.filter(code__in=list(codes)).values_list("code", flat=True))
        _end([name for one, name in codes.items() if one not in there])


def _end(names: list[str]) -> None:
    now, table = int(time.time()), VoiceNote._meta.label_lower
    if names:
        # The kill may have kept the row out of the ledger, too.
        rows = [f"{table}:{name.removeprefix(KEYS)}" for name in names]
        ledger.add(ledger.Entry(now, ledger.ROW, row) for row in rows)
    for name in names:
        keystore.destroy(name)


def _let_be(_owed: Owed, _word: str) -> None:
    """The next hour is soon enough."""


def register() -> None:
    jobs.register(jobs.Kind(END, jobs.Queue.QUICK, (end_lost_voices,), _owed, _let_be))
