"""Offering a lesson, booking a drop-in, and what is left when the day is over: a count."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.timetable import invites
from sidebyside.timetable.models import Invite
from sidebyside.walks.models import Offer, OfferWords, Visit, Walked
from sidebyside.walks.when import ends_at

# Begins the uid of every entry that goes with its day, so that what a calendar was told is found without its offer.
DAYS = "day-"


class NotPossible(Exception):
    """``word`` says why: full, closed, begun."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Lesson:
    starts_at: datetime
    minutes: int
    place: str
    seats: int
    classes: str
    to_see: str = ""


@transaction.atomic
def offer(host: Person, lesson: Lesson) -> Offer:
    """One offer for one time of a host: pressed again it is the same one, as it was said last."""
    Person.objects.select_for_update(no_key=True).get(pk=host.pk)
    facts = {"minutes": lesson.minutes, "place": lesson.place, "seats": lesson.seats}
    standing = {"host": host, "starts_at": lesson.starts_at, "cancelled_at": None}
    found, is_new = Offer.objects.get_or_create(**standing, defaults=facts | {"school": host.school})
    words = {"classes": lesson.classes, "to_see": lesson.to_see}
    OfferWords.objects.update_or_create(offer=found, defaults=words)
    if not is_new:
        for name, value in facts.items():
            setattr(found, name, value)
        found.save(update_fields=list(facts))
        for visit in found.visits.select_related("visitor"):
            _tell(found, visit.visitor, comes=True)
    return found


@transaction.atomic
def book(found: Offer, visitor: Person) -> None:
    """Raises NotPossible. Booked twice is booked once."""
    locked = Offer.objects.select_for_update(of=("self",)).select_related("host", "school").get(pk=found.pk)
    if Visit.objects.filter(offer=locked, visitor=visitor).exists():
        return
    if locked.starts_at <= timezone.now():
        raise NotPossible("begun")
    if locked.closed_at is not None or locked.cancelled_at is not None:
        raise NotPossible("closed")
    if locked.visits.filter(visitor__is_active=True).count() >= locked.seats:
        raise NotPossible("full")
    Visit.objects.create(offer=locked, visitor=visitor)
    _tell(locked, visitor, comes=True)


@transaction.atomic
def stay_away(found: Offer, visitor: Person) -> None:
    """Without a reason, and without a trace."""
    Visit.objects.filter(offer=found, visitor=visitor).delete()
    _tell(found, visitor, comes=False)


@transaction.atomic
def close(found: Offer, *, closed: bool) -> None:
    """Nobody else may book, or somebody may again."""
    Offer.objects.filter(pk=found.pk).update(closed_at=timezone.now() if closed else None)


@transaction.atomic
def cancel(found: Offer) -> None:
    """Whoever meant to come is told by their calendar, and sees it on the page until the day is over."""
    Offer.objects.filter(pk=found.pk, cancelled_at=None).update(cancelled_at=timezone.now())
    for visit in Visit.objects.select_related("visitor").filter(offer=found):
        _tell(found, visit.visitor, comes=False)


def host_changed(host: Person) -> None:
    """Whose account is closed teaches nobody: visitors are told that it is off, and asked in again if it opens."""
    coming = Offer.objects.filter(host=host, cancelled_at=None, starts_at__gt=timezone.now())
    for found in coming.select_related("host"):
        for visit in found.visits.select_related("visitor"):
            _tell(found, visit.visitor, comes=found.host.is_active)


@transaction.atomic
def let_go(found: Offer) -> None:
    """Its day is over: nothing stays of who opened a lesson and who came, but that there was one more."""
    if not Offer.objects.select_for_update().filter(pk=found.pk).exists():
        return
    month = found.starts_at.astimezone(ZoneInfo(found.school.zone)).date().replace(day=1)
    if found.cancelled_at is None and found.host.is_active and found.visits.exists():
        count, _made = Walked.objects.get_or_create(school=found.school, month=month)
        Walked.objects.filter(pk=count.pk).update(count=F("count") + 1)
    Invite.objects.filter(uid=uid_of(found)).delete()
    found.delete()


def entries_over() -> QuerySet[Invite]:
    """What calendars were told of lessons that are over by a day, also of those whose host has been erased."""
    return Invite.objects.filter(uid__startswith=DAYS, ends_at__lt=timezone.now() - timedelta(days=1))


def uid_of(found: Offer) -> str:
    """The offer's own code leads to a page; a calendar's keeper need not have it."""
    digest = salted_hmac("sidebyside.calendar", f"{found.code}:walk", algorithm="sha256").hexdigest()
    return DAYS + digest[:32]


def entry_of(found: Offer) -> invites.Entry:
    return invites.Entry(uid_of(found), _("Sidebyside: lesson"), found.starts_at, ends_at(found), found.place)


def _tell(found: Offer, visitor: Person, *, comes: bool) -> None:
    invites.tell(visitor, [entry_of(found)] if comes else [], [uid_of(found)])
