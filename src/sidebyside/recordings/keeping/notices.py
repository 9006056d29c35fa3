"""Telling people before the last day: 30 and 7 days ahead, and never a deletion without a week's notice.

A server that was off, or whose clock was wrong, tells first and lets a week go by. Told means that a mail has gone
out to an account that is open: until then the last day is put off, a week at a time.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import HOLD, Person
from sidebyside.programme.models import StrandPart
from sidebyside.recordings.keeping import left_behind, mail
from sidebyside.recordings.keeping.days import MONTH, WEEK, due
from sidebyside.recordings.keeping.limits import school_of
from sidebyside.recordings.keeping.models import Notice
from sidebyside.recordings.models import Recording

TELL, MAIL = "tell_last_day", "mail_last_days"
# No school's clock is further ahead of ours, or further behind.
MOST_AHEAD = timedelta(hours=14)
# Those of one person that become due together go out as one mail.
TOGETHER = timedelta(minutes=10)
# Whose mail went out since is not told again that it ends a day later: two partners' mails would chase each other.
LATELY = timedelta(days=2)
# As ``limits.school_of`` says it of one.
ZONE = Coalesce("owner__school__zone", "strand__cycle__partnership__programme__school__zone")


def _live() -> Q:
    return Q(delete_on__isnull=False) & ~Q(state=Recording.State.DELETED)


def _untold(sort: Notice.Sort) -> Combinable:
    return ~Exists(Notice.objects.filter(recording=OuterRef("code"), day=OuterRef("delete_on"), sort=sort))


def _from_the_future() -> list[uuid.UUID]:
    """Told on a day that has not come: the clock was ahead then, and is put right now."""
    late = timezone.now() + MOST_AHEAD
    return list(Notice.objects.filter(told_on__gt=late.date()).values_list("recording", flat=True))


def _away(who: str = "") -> Q:
    """Whoever can neither read nor act now: their account is closed, or held after a lost sign-in."""
    unconfirmed = Q(**{f"{who}hold_confirmed_at": None})
    held = Q(**{f"{who}held_since__isnull": False})
    young = Q(**{f"{who}held_since__gt": timezone.now() - HOLD})
    return Q(**{f"{who}is_active": False}) | (held & (unconfirmed | young))


def _unread() -> QuerySet[Notice]:
    """Week's notices to somebody who is away: they count from the mail that goes out once the account is open."""
    return Notice.objects.filter(_away("person__"), sort=Notice.Sort.WEEK, mailed_at__isnull=False)


def over() -> dict[uuid.UUID, date]:
    """Recordings that have lived through their last day on the clock of their school, with today there."""
    now = timezone.now()
    rows = Recording.objects.filter(_live(), delete_on__lt=(now + MOST_AHEAD).date())
    found = [(code, day, _today(zone)) for code, day, zone in rows.values_list("code", "delete_on", ZONE)]
    return {code: today for code, day, today in found if day and day < today}


def _to_put_off() -> set[uuid.UUID]:
    """Their day is over, and somebody was told of it by no mail."""
    days = over()
    return days.keys() - told_in_time(days)


def _to_tell() -> list[uuid.UUID]:
    ahead = (timezone.now() + MOST_AHEAD).date()
    soon = Q(delete_on__lte=ahead + MONTH) & _untold(Notice.Sort.MONTH) & _untold(Notice.Sort.WEEK)
    week = Q(delete_on__lte=ahead + WEEK) & _untold(Notice.Sort.WEEK)
    rows = Recording.objects.filter(_live(), soon | week).values_list("code", "delete_on", "made_at", ZONE)
    found = [code for code, day, made_at, zone in rows if day and due(_today(zone), day, _day(made_at, zone))]
    found += [*_from_the_future(), *_unread().values_list("recording", flat=True), *_to_put_off()]
    return list(dict.fromkeys(found))


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
    _unread().filter(recording=recording.code).update(mailed_at=None)
    school = school_of(recording)
    today, day = _today(school.zone), recording.delete_on
    assert day is not None
    sort = due(today, day, _day(recording.made_at, school.zone))
    is_told = _is_told(recording, day)
    if is_told and day < today and not told_in_time({recording.code: today}):
        day = _put_off(recording, today)
    if sort:
        # Told late, the last day is a week on: nobody finds out afterwards.
        last = max(day, today + WEEK) if sort == "week" and not is_told else day
        tell(recording, concerned([recording])[recording.code], last, today)


def _is_told(recording: Recording, day: date) -> bool:
    return Notice.objects.filter(recording=recording.code, sort=Notice.Sort.WEEK, day=day).exists()


def _put_off(recording: Recording, today: date) -> date:
    """To a week from today, or to the limit of a closed account before it. Who has had a mail and waits for somebody
    else only gets no other until that one can."""
    people = concerned([recording])[recording.code]
    day = left_behind.put_off_until(recording, people, today + WEEK, today)
    noted = Notice.objects.filter(recording=recording.code)
    noted.filter(sort=Notice.Sort.MONTH).delete()
    kept: set[int] = set()
    for notice in noted.order_by("-pk"):
        if notice.person_id in kept:
            notice.delete()
            continue
        kept.add(notice.person_id)
        notice.day, notice.told_on, notice.told_at = day, today, timezone.now()
        notice.save(update_fields=["day", "told_on", "told_at"])
    _move(recording, day)
    return day


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
    zone = school_of(recording).zone
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
    """Of recordings whose day is over, given with today at their school: whose people have all had a week's notice.

    A notice counts from its mail, and for nobody who is away now; but see left_behind.
    """
    if not last_days:
        return set()
    weeks: dict[uuid.UUID, set[int]] = {}
    rows = Notice.objects.filter(
        ~_away("person__"),
        recording__in=list(last_days),
        sort=Notice.Sort.WEEK,
        mailed_at__lte=timezone.now() - WEEK,
    )
    for code, person, told_on in rows.values_list("recording", "person_id", "told_on"):
        if told_on + WEEK <= last_days[code]:
            weeks.setdefault(code, set()).add(person)
    over = Recording.objects.filter(code__in=list(last_days)).select_related(*left_behind.SCHOOLS)
    recordings = list(over.defer("file_name"))
    people = concerned(recordings)
    done = left_behind.nobody_to_wait_for(recordings, people, last_days)
    return {code for code, them in people.items() if them - done.get(code, set()) <= weeks.get(code, set())}


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
    return Q(mailed_at=None, told_at__lte=timezone.now() - TOGETHER) & ~_away("person__")


def _owed_to_mail() -> Iterable[Owed]:
    people = Notice.objects.filter(_to_mail()).values_list("person__code", flat=True).distinct()
    return [Owed(str(code), _this_hour()) for code in people]


def mail_last_days(code: str, _attempt: int) -> None:
    """One mail a person for all that is due. Claimed first: run twice, it is sent once."""
    person = Person.objects.filter(~_away(), code=code).first()
    mine = list(Notice.objects.filter(_to_mail(), person__code=code))
    keys, now = [one.pk for one in mine], timezone.now()
    if person is None or not Notice.objects.filter(pk__in=keys, mailed_at=None).update(mailed_at=now):
        return
    late = _told_late(mine)
    first = min(late.get(one.recording, one.day) for one in mine)
    try:
        mail.send_last_days(person, first)
    except MailTrouble:
        Notice.objects.filter(pk__in=keys, mailed_at=now).update(mailed_at=None)
        raise StepFailed("mail_trouble") from None
    # Only now: a day that moved with each try that failed would be told to the other partner each time.
    for recording in {one.recording for one in mine}:
        _tell_the_others(recording, late.get(recording), person)


def _told_late(mine: Sequence[Notice]) -> dict[uuid.UUID, date]:
    """Where less than a week is left when the mail goes out: the day a week from then, which becomes the last."""
    codes = {one.recording for one in mine}
    rows = Recording.objects.filter(_live(), code__in=codes).values_list("code", "delete_on", ZONE)
    return {code: _today(zone) + WEEK for code, day, zone in rows if day and day < _today(zone) + WEEK}


@transaction.atomic
def _tell_the_others(code: uuid.UUID, day: date | None, mailed: Person) -> None:
    """Of a day that is another one than their mail said: it moves now, or had been put off since."""
    recording = Recording.objects.select_for_update(of=("self",)).filter(_live(), code=code).first()
    if recording is None or recording.delete_on is None:
        return
    others = Notice.objects.filter(recording=code).exclude(person=mailed)
    if day is None or recording.delete_on >= day:
        others.filter(mailed_at__lt=F("told_at")).update(mailed_at=None)
        return
    noted = Notice.objects.filter(recording=code)
    noted.filter(~Q(day=recording.delete_on) | Q(sort=Notice.Sort.MONTH)).delete()
    others.filter(mailed_at__lt=timezone.now() - LATELY).update(mailed_at=None)
    noted.update(day=day)
    _move(recording, day)


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under the next hour's attempt."""


def register() -> None:
    quick = jobs.Queue.QUICK
    left_behind.register()
    jobs.register(jobs.Kind(TELL, quick, (tell_last_day,), _owed_to_tell, _tell_nobody))
    jobs.register(jobs.Kind(MAIL, quick, (mail_last_days,), _owed_to_mail, _tell_nobody))
