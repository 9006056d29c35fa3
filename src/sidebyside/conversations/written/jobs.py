"""What goes on behind the written talk: hearing it, silencing it, and destroying what may not come back."""

from collections.abc import Iterable

from django.utils import timezone

from sidebyside import jobs
from sidebyside.conversations.written import hearing, silence, withholding
from sidebyside.jobs import Owed

FINAL = "end_withheld"


def _to_end() -> Iterable[Owed]:
    # Nobody but the sweep asks for it; what failed is tried again the next day.
    today = timezone.now().toordinal()
    return [Owed(str(transcript.code), today) for transcript in withholding.finals()]


def end_withheld(code: str, _attempt: int) -> None:
    found = next((one for one in withholding.finals() if str(one.code) == code), None)
    if found is not None:
        withholding.destroy_final(found)


def _nothing(_owed: Owed, _word: str) -> None:
    """Asked for again the next day."""


def register() -> None:
    hearing.register()
    silence.register()
    jobs.register(jobs.Kind(FINAL, jobs.Queue.QUICK, (end_withheld,), _to_end, _nothing))
