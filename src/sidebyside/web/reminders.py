"""Reminders: few, kind and bundled. One mail says how many things wait, on the days and at the hour a person chose.

Nothing of what waits is in it. What stays the same is said three times and then left alone until it changes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside import jobs
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people.mail import MailTrouble, address_of, send_for_a_room
from sidebyside.people.models import Person, School
from sidebyside.programme.models import Membership
from sidebyside.web.home import waiting_for
from sidebyside.web.models import Reminded, Rhythm
from sidebyside.web.next_for_you import Waiting, all_running, memberships_of

REMIND = "remind"
USUAL_DAYS, USUAL_HOUR = "0", 7
# A server that was off in somebody's hour still tells them this morning, and not in the evening.
LATE_BY = 3
# The same things are said this often.
TIMES = 3
# The most that one sweep asks for; the next one goes on.
A_SWEEP = 500


@dataclass(frozen=True)
class Hour:
    """A moment on a school's clock."""

    day: date
    hour: int

    @property
    def weekday(self) -> str:
        return str(self.day.weekday())


def there(zone: str, now: datetime) -> Hour:
    local = now.astimezone(ZoneInfo(zone))
    return Hour(local.date(), local.hour)


def _due(zone: str, hour: Hour) -> Q:
    """People of this zone in whose chosen hour, or just after it, we are, and who were not looked at today."""
    hours = {"hour__lte": hour.hour, "hour__gt": hour.hour - LATE_BY}
    chosen = Q(**{f"rhythm__{key}": value for key, value in hours.items()})
    here = Q(rhythm__away_until=None) | Q(rhythm__away_until__lt=hour.day)
    wants = chosen & here & Q(rhythm__days__contains=hour.weekday)
    if hour.weekday in USUAL_DAYS and hour.hour - LATE_BY < USUAL_HOUR <= hour.hour:
        wants |= Q(rhythm=None)
    return Q(school__zone=zone, is_active=True) & wants


def _owed() -> Iterable[Owed]:
    now = timezone.now()
    for zone in School.objects.order_by("zone").values_list("zone", flat=True).distinct():
        hour = there(zone, now)
        looked_at = Reminded.objects.filter(person=OuterRef("pk"), on=hour.day)
        coaches = Membership.objects.filter(person=OuterRef("pk"), declined_at=None, left_at=None)
        people = Person.objects.filter(_due(zone, hour), ~Exists(looked_at), Exists(coaches)).order_by("pk")
        for code in people.values_list("code", flat=True)[:A_SWEEP]:
            yield Owed(str(code), hour.day.toordinal())


def remind(code: str, attempt: int) -> None:
    """``attempt`` is the day. Claimed first: run twice, at most one mail goes out."""
    person = Person.objects.select_related("school").filter(code=code, is_active=True).first()
    today = date.fromordinal(attempt)
    if person is None or there(person.school.zone, timezone.now()).day != today:
        return
    before = Reminded.objects.filter(person=person).first()
    if not _claim(person, before, today):
        return
    waiting = [] if person.is_held else _asked(person)
    same = _mark(waiting)
    times = (before.times if before and before.same == same else 0) + 1
    Reminded.objects.filter(person=person, on=today).update(same=same, times=min(times, TIMES + 1))
    if waiting and times <= TIMES:
        _tell(person, len(waiting), today, before, is_last=times == TIMES)


def _claim(person: Person, before: Reminded | None, today: date) -> bool:
    if before is not None:
        return bool(Reminded.objects.filter(pk=before.pk, on=before.on).exclude(on=today).update(on=today))
    try:
        with transaction.atomic():
            Reminded.objects.create(person=person, on=today)
    except IntegrityError:
        return False
    return True


def _asked(person: Person) -> list[Waiting]:
    everything = list(memberships_of(person))
    return [one for one in waiting_for(person, everything, all_running(everything)) if one.is_yours]


def _mark(waiting: list[Waiting]) -> str:
    """Addresses hold public ids and the name of a step, no words from inside; and only their hash is kept."""
    return hashlib.sha256("\n".join(sorted(one.url for one in waiting)).encode()).hexdigest()


def _tell(person: Person, number: int, today: date, before: Reminded | None, *, is_last: bool) -> None:
    try:
        send_for_a_room(person.email, _subject(), _body(person, number, is_last=is_last))
    except MailTrouble:
        # What was not sent was not said; the next day they chose is soon enough.
        back = {
            "on": before.on if before else today - timedelta(days=7),
            "same": before.same if before else "",
        }
        times = before.times if before else 0
        Reminded.objects.filter(person=person, on=today).update(times=times, **back)
        raise StepFailed("mail_trouble") from None


def _subject() -> str:
    return _("From your coaching, when you have a minute")


def _body(person: Person, number: int, *, is_last: bool) -> str:
    waits = ngettext("One thing waits for you.", "%(n)d things wait for you.", number) % {"n": number}
    rest = _("We say this no more until something changes.") if is_last else ""
    return _(
        "Hello %(name)s,\n\n%(waits)s Home says what:\n\n%(home)s\n\n%(rest)sHow often such a mail comes, or "
        "that none comes, is yours to choose:\n\n%(choose)s\n"
    ) % {
        "name": person.name,
        "waits": waits,
        "rest": f"{rest} " if rest else "",
        "home": address_of("home"),
        "choose": address_of("reminders"),
    }


def rhythm_of(person: Person) -> Rhythm:
    """What they chose, or what is usual; not saved."""
    found = Rhythm.objects.filter(person=person).first()
    return found or Rhythm(person=person, days=USUAL_DAYS, hour=USUAL_HOUR)


def _let_be(_owed: Owed, _word: str) -> None:
    """Next time is soon enough."""


def register() -> None:
    jobs.register(jobs.Kind(REMIND, jobs.Queue.QUICK, (remind,), _owed, _let_be))
