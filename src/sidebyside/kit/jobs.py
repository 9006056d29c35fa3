"""Long after kit has come back, nobody needs to know who had it where."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.kit.models import Booking

FORGET, AFTER = "forget_borrower", timedelta(days=30)


def register() -> None:
    jobs.register(jobs.Kind(FORGET, jobs.Queue.QUICK, (forget_borrower,), _owed, _tell_nobody))


def long_over() -> QuerySet[Booking]:
    """Kit that is still out is none of these."""
    is_known = Q(borrower__isnull=False) | Q(strand__isnull=False) | ~Q(place="")
    is_back = Q(out_at=None) | Q(in_at__isnull=False)
    return Booking.objects.filter(is_known, is_back, starts_at__lt=timezone.now() - AFTER)


def forget_borrower(code: str, _attempt: int) -> None:
    long_over().filter(code=code).update(borrower=None, strand=None, place="")


def _owed() -> Iterable[Owed]:
    today = timezone.now().toordinal()
    return [Owed(str(code), today) for code in long_over().values_list("code", flat=True)]


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under tomorrow's attempt."""
