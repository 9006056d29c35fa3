"""What was asked of another school, and is over, goes after a month: no address that was typed is kept for ever."""

from collections.abc import Iterable

from django.utils import timezone

from sidebyside import jobs
from sidebyside.federation import visits
from sidebyside.federation.models import Visiting
from sidebyside.jobs import Owed

FORGET = "forget_visit"


def register() -> None:
    jobs.register(jobs.Kind(FORGET, jobs.Queue.QUICK, (forget_visit,), _over, _tell_nobody))


def forget_visit(code: str, _attempt: int) -> None:
    visits.sweep_one(code)


def _over() -> Iterable[Owed]:
    # What failed is tried again the next day.
    today = timezone.now().toordinal()
    return [Owed(str(code), today) for code in Visiting.objects.over().values_list("code", flat=True)]


def _tell_nobody(owed: Owed, word: str) -> None:
    """It stays owed, under tomorrow's attempt; pages leave out what is over whether it has gone or not."""
