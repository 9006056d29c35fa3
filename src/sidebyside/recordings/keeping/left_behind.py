"""What a closed account leaves behind: kept for its owner alone, up to the school's limit and no longer.

While an account is closed its owner can be asked nothing, so that a last day is put off. It ends all the same: the
longest that the school keeps a film after the day it was made, and never sooner than 30 days after the account was
closed. Whose it was is told that day by mail, once, where the mail goes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import Person
from sidebyside.recordings.keeping import mail
from sidebyside.recordings.keeping.days import MONTH, Limits, months_after
from sidebyside.recordings.keeping.limits import limits_of
from sidebyside.recordings.models import Recording

TELL = "tell_closed_account"
SCHOOLS = ("owner__school", "strand__cycle__partnership__programme__school")


def ends_on(recording: Recording, closed: Person, limits: Limits | None = None) -> date:
    """The last day of what somebody whose account is closed leaves behind, by the clock and the limits of its owner's
    school; of a talk, by those of the school whose account is closed."""
    school = recording.owner.school if recording.owner is not None else closed.school
    zone, limits = ZoneInfo(school.zone), limits or limits_of(school)
    assert closed.closed_at is not None
    made = timezone.localdate(recording.made_at, timezone=zone)
    at_least = timezone.localdate(closed.closed_at, timezone=zone) + MONTH
    return max(months_after(made, limits.longest_months), at_least)


def closed_among(people: Iterable[int]) -> dict[int, Person]:
    rows = Person.objects.filter(pk__in=set(people), is_active=False, closed_at__isnull=False)
    found = rows.select_related("school")
    return {one.pk: one for one in found}


def nobody_to_wait_for(
    recordings: Sequence[Recording], people: Mapping[UUID, set[int]], today: Mapping[UUID, date]
) -> dict[UUID, set[int]]:
    """Of each recording the people who need be told nothing more: closed accounts, whose limit is over too."""
    closed = closed_among(one for them in people.values() for one in them)
    if not closed:
        return {}
    limits: dict[int, Limits] = {}
    found: dict[UUID, set[int]] = {}
    for recording in recordings:
        found[recording.code] = {
            person
            for person in people[recording.code] & closed.keys()
            if ends_on(recording, closed[person], _limits(recording, closed[person], limits))
            < today[recording.code]
        }
    return found


def _limits(recording: Recording, closed: Person, known: dict[int, Limits]) -> Limits:
    school = recording.owner.school if recording.owner is not None else closed.school
    if school.pk not in known:
        known[school.pk] = limits_of(school)
    return known[school.pk]


def put_off_until(recording: Recording, people: Iterable[int], wanted: date, today: date) -> date:
    """Not past the limit of whose account is closed; for others who wait for a mail it may go past it."""
    ends = [ends_on(recording, one) for one in closed_among(people).values()]
    return min([wanted, *(day for day in ends if day >= today)])


def _untold() -> QuerySet[Person]:
    theirs = Recording.objects.filter(owner=OuterRef("pk"), delete_on__isnull=False)
    left = theirs.exclude(Q(state=Recording.State.DELETED) | Q(sort=Recording.Sort.REHEARSAL))
    closed = Person.objects.filter(is_active=False, closed_at__isnull=False, closed_told_at=None)
    return closed.filter(Exists(left))


def _owed() -> Iterable[Owed]:
    hour = int(timezone.now().timestamp() // 3600)
    return [Owed(str(code), hour) for code in _untold().values_list("code", flat=True)]


def tell(code: str, _attempt: int) -> None:
    """Claimed first: run twice, it is sent once. Tried again within the hour where the mail does not go out."""
    person, now = _untold().filter(code=code).first(), timezone.now()
    if person is None:
        return
    rows = Recording.objects.filter(owner=person, delete_on__isnull=False).exclude(
        state=Recording.State.DELETED
    )
    days = [ends_on(one, person) for one in rows.select_related(*SCHOOLS).defer("file_name", "called")]
    claimed = Person.objects.filter(pk=person.pk, closed_at=person.closed_at, closed_told_at=None)
    if not days or not claimed.update(closed_told_at=now):
        return
    try:
        mail.send_left_behind(person, min(days), max(days))
    except MailTrouble:
        Person.objects.filter(pk=person.pk, closed_told_at=now).update(closed_told_at=None)
        raise StepFailed("mail_trouble") from None


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under the next hour's attempt."""


def register() -> None:
    jobs.register(jobs.Kind(TELL, jobs.Queue.QUICK, (tell,), _owed, _tell_nobody))
