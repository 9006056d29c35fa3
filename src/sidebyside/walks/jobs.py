"""When its day is over, a lesson on offer goes, and who came with it; so does what calendars were told of it."""

from collections.abc import Iterable

from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.people.models import School
from sidebyside.walks import actions
from sidebyside.walks.models import Offer
from sidebyside.walks.when import day_begins

LET_GO = "let_walk_go"


def register() -> None:
    jobs.register(jobs.Kind(LET_GO, jobs.Queue.QUICK, (let_walk_go,), _over, _tell_nobody))


def let_walk_go(code: str, attempt: int) -> None:
    """Run twice, it finds nothing the second time."""
    actions.entries_over().filter(code=code).delete()
    for found in Offer.objects.select_related("school", "host").filter(code=code):
        if found.starts_at < day_begins(found.school):
            actions.let_go(found)


def _over() -> Iterable[Owed]:
    # What failed is tried again the next day.
    today = timezone.now().toordinal()
    for school in School.objects.filter(pk__in=Offer.objects.values("school")):
        rows = Offer.objects.filter(school=school, starts_at__lt=day_begins(school))
        yield from (Owed(str(code), today) for code in rows.values_list("code", flat=True))
    yield from (Owed(str(code), today) for code in actions.entries_over().values_list("code", flat=True))


def _tell_nobody(owed: Owed, word: str) -> None:
    """It stays owed, under tomorrow's attempt; pages leave out what is over whether it has gone or not."""
