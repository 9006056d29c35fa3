"""Telling people before the last day: 30 and 7 days ahead, and never a deletion without a week's notice.

A server that was off, or whose clock was wrong, tells first and lets a week go by.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import Person
from sidebyside.programme.models import StrandPart
from sidebyside.recordings.keeping import mail
from sidebyside.recordings.keeping.days import MONTH, WEEK, due
from sidebyside.recordings.keeping.models import Notice
from sidebyside.recordings.models import Recording

TELL, MAIL = "tell_last_day", "mail_last_days"
# No school's clock is further ahead of ours, or further behind.
MOST_AHEAD = timedelta(hours=14)
# Those of one person that become due together go out as one mail.
TOGETHER = timedelta(minutes=10)
ZONE = "strand__cycle__partnership__programme__school__zone"


def _live() -> Q:
    return Q(delete_on__isnull=False) & ~Q(state=Recording.State.DELETED)


def _untold(sort: Notice.Sort) -> Combinable:
    return ~Exists(Notice.objects.filter(recording=OuterRef("code"), day=OuterRef("delete_on"), sort=sort))


def _from_the_future() -> list[uuid.UUID]:
    """Told on a day that has not come: the clock was ahead then, and is put right now."""
    late = timezone.now() + MOST_AHEAD
    return list(Notice.objects.filter(told_on__gt=late.date()).values_list("recording", flat=True))


def _to_tell() -> list[uuid.UUID]:
    ahead = (timezone.now() + MOST_AHEAD).date()
    soon = Q(delete_on__lte=ahead + MONTH) & _untold(Notice.Sort.MONTH) & _untold(Notice.Sort.WEEK)
    week = Q(delete_on__lte=ahead + WEEK) & _untold(Notice.Sort.WEEK)
    rows = Recording.objects.filter(_live(), soon | week).values_list("code", "delete_on", "made_at", ZONE)
    found = [code for code, day, made_at, zone in rows if day and due(_today(zone), day, _day(made_at, zone))]
    return found + [code for code in _from_the_future() if code not in found]


def _today(zone: str) -> date:
    return timezone.localdate(timezone=ZoneInfo(zone))


def _day(at: datetime, zone: str) -> date:
    return timezone.localdate(at, timezone=ZoneInfo(zone))


def _this_hour() -> int:
    """Tried again within the hour where it failed."""
    return int(timezone.now().timestamp() // 3600)


def _owed_to_tell() -> Iterable[Owed]:
    return [Owed(str(code), _this_hour()) for code in _to_tell()]


@transaction.atomic
def tell_last_day(code: str, _attempt: int) -> None:
    """Rows first, mails after: what home says is there even where no mail can go out."""
    recording = Recording.objects.select_for_update(of=("self",)).filter(_live(), code=code).first()
    if recording is None:
        forget(uuid.UUID(code))
        return
    _put_right(recording)
    school = recording.strand.cycle.partnership.programme.school
    today, day = _today(school.zone), recording.delete_on
    assert day is not None
    sort = due(today, day, _day(recording.made_at, school.zone))
    if sort:
        # Told late, the last day is a week on: nobody finds out afterwards.
        last = max(day, today + WEEK) if sort == "week" else day
        tell(recording, concerned([recording])[recording.code], last, today)


def _put_right(recording: Recording) -> None:
    """A notice from a day that has not come is none, and moved no last day."""
    late = (timezone.now() + MOST_AHEAD).date()
    wrong = list(Notice.objects.filter(recording=recording.code, told_on__gt=late).order_by("pk"))
    if wrong:
        if wrong[-1].day == recording.delete_on:
            _move(recording, wrong[0].day_before)
        Notice.objects.filter(pk__in=[one.pk for one in wrong]).delete()


def _move(recording: Recording, day: date) -> None:
    recording.delete_on = day
    Recording.objects.filter(pk=recording.pk).update(delete_on=day)


def tell(
    recording: Recording, people: Iterable[int], day: date, today: date, *, is_own_choice: bool = False
) -> None:
    """Note that these people know of the last day, which becomes it. Nothing is noted where it is far away."""
    before = recording.delete_on or day
    zone = recording.strand.cycle.partnership.programme.school.zone
    sort = due(today, day, _day(recording.made_at, zone))
    if day != recording.delete_on:
        _move(recording, day)
    if not sort:
        return
    now = timezone.now()
    for person in people:
        Notice.objects.get_or_create(
            recording=recording.code,
            person_id=person,
            sort=sort,
            day=day,
            defaults={
                "strand": recording.strand.code,
                "is_talk": recording.sort == Recording.Sort.TALK,
                "day_before": day if is_own_choice else before,
                "told_on": today,
                "told_at": now,
                "mailed_at": now if is_own_choice else None,
            },
        )


def concerned(recordings: Sequence[Recording]) -> dict[uuid.UUID, set[int]]:
    """Whose a recording is: its owner's, or both partners' of the talk."""
    found = {one.code: {one.owner_id} if one.owner_id else set() for one in recordings}
    talks = [one for one in recordings if not one.owner_id]
    parts: dict[int, set[int]] = {}
    rows = StrandPart.objects.filter(strand__in={one.strand_id for one in talks})
    for strand, person in rows.values_list("strand_id", "person_id"):
        parts.setdefault(strand, set()).add(person)
    return found | {one.code: parts.get(one.strand_id, set()) for one in talks}


def told_in_time(last_days: Mapping[uuid.UUID, date]) -> set[uuid.UUID]:
    """Of recordings whose day is over, given with today at their school: whose people have all had a week's notice."""
    if not last_days:
        return set()
    weeks: dict[uuid.UUID, set[int]] = {}
    rows = Notice.objects.filter(recording__in=list(last_days), sort=Notice.Sort.WEEK)
    for code, person, told_on in rows.values_list("recording", "person_id", "told_on"):
        if told_on + WEEK <= last_days[code]:
            weeks.setdefault(code, set()).add(person)
    people = concerned(list(Recording.objects.filter(code__in=list(last_days)).defer("file_name")))
    return {code for code, them in people.items() if them <= weeks.get(code, set())}


def forget(recording: uuid.UUID) -> None:
    """Of another last day, or of a recording that is gone."""
    Notice.objects.filter(recording=recording).delete()


def soon_for(person: Person) -> list[Notice]:
    """What home tells: once a cycle, film or talk, the nearest day of each."""
    found: dict[tuple[uuid.UUID, bool], Notice] = {}
    for notice in Notice.objects.filter(person=person).order_by("day", "pk"):
        found.setdefault((notice.strand, notice.is_talk), notice)
    return list(found.values())


def _to_mail() -> Q:
    return Q(mailed_at=None, told_at__lte=timezone.now() - TOGETHER, person__is_active=True)


def _owed_to_mail() -> Iterable[Owed]:
    people = Notice.objects.filter(_to_mail()).values_list("person__code", flat=True).distinct()
    return [Owed(str(code), _this_hour()) for code in people]


def mail_last_days(code: str, _attempt: int) -> None:
    """One mail a person for all that is due. Claimed first: run twice, it is sent once."""
    person = Person.objects.filter(code=code, is_active=True).first()
    mine = list(Notice.objects.filter(_to_mail(), person__code=code).values_list("pk", flat=True))
    now = timezone.now()
    if person is None or not Notice.objects.filter(pk__in=mine, mailed_at=None).update(mailed_at=now):
        return
    first = Notice.objects.filter(pk__in=mine).earliest("day").day
    try:
        mail.send_last_days(person, first)
    except MailTrouble:
        Notice.objects.filter(pk__in=mine, mailed_at=now).update(mailed_at=None)
        raise StepFailed("mail_trouble") from None


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under the next hour's attempt."""


def register() -> None:
    quick = jobs.Queue.QUICK
    jobs.register(jobs.Kind(TELL, quick, (tell_last_day,), _owed_to_tell, _tell_nobody))
    jobs.register(jobs.Kind(MAIL, quick, (mail_last_days,), _owed_to_mail, _tell_nobody))
