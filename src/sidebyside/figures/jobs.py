"""Once a day each school's calendar is looked at: what is over is counted. A trust's term comes after its schools."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from sidebyside import jobs
from sidebyside.figures.freezing import freeze
from sidebyside.figures.models import Looked
from sidebyside.figures.over_trust import decide, ready
from sidebyside.figures.terms import due
from sidebyside.jobs import Owed
from sidebyside.people.models import School

FREEZE, OVER_TRUST = "freeze_figures", "trust_figures"
# The most that one sweep asks for; the next one goes on.
A_SWEEP = 200


def _owed() -> Iterable[Owed]:
    today = timezone.localdate()
    done = Looked.objects.filter(on__gte=today).values("school")
    schools = School.objects.filter(school_years__isnull=False).exclude(pk__in=done).distinct().order_by("pk")
    return [Owed(str(code), today.toordinal()) for code in schools.values_list("code", flat=True)[:A_SWEEP]]


def freeze_figures(code: str, attempt: int) -> None:
    """``attempt`` is the day that is noted. Run twice it counts nothing twice."""
    school = School.objects.filter(code=code).first()
    if school is not None:
        freeze(school)
        Looked.objects.update_or_create(school=school, defaults={"on": date.fromordinal(attempt)})


def _terms_owed() -> Iterable[Owed]:
    today = timezone.localdate()
    codes = (code for one in due(today) for code in ready(one).order_by("pk").values_list("code", flat=True))
    return [Owed(str(code), today.toordinal()) for code in codes][:A_SWEEP]


def trust_figures(code: str, attempt: int) -> None:
    """``attempt`` is the day on which it was owed. Run twice it decides nothing twice."""
    for term in due(date.fromordinal(attempt)):
        federation = ready(term).filter(code=code).first()
        if federation is not None:
            decide(federation, term)


def _let_be(_owed: Owed, _word: str) -> None:
    """The next day is soon enough."""


def register() -> None:
    jobs.register(jobs.Kind(FREEZE, jobs.Queue.QUICK, (freeze_figures,), _owed, _let_be))
    jobs.register(jobs.Kind(OVER_TRUST, jobs.Queue.QUICK, (trust_figures,), _terms_owed, _let_be))
