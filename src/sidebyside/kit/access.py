"""The only way from a person to a school's kit, its queue, and a booking."""

import uuid
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from sidebyside.kit.models import Booking, Item
from sidebyside.people.models import Person, School
from sidebyside.programme.models import Strand
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

# How long somebody is still told that a booking moved or went.
TOLD = timedelta(days=7)


def school_for_kit(person: Person, act: Act) -> School:
    """Of whoever works there. Raises Http404 for a guest."""
    doors.check(person, act, Kind.KIT, person.school)
    return person.school


def school_for_queue(person: Person, act: Act) -> School:
    doors.check(person, act, Kind.KIT_QUEUE, person.school)
    return person.school


def booking_for(person: Person, code: str, act: Act = Act.CHANGE) -> Booking:
    try:
        found = _bookings().filter(code=uuid.UUID(code)).first()
    except ValueError:
        doors.nothing_here()
    doors.check(person, act, Kind.BOOKING, found)
    assert found is not None
    return found


def items_of(school: School) -> list[Item]:
    return list(Item.objects.filter(school=school, retired_at=None))


def own_bookings(person: Person) -> list[Booking]:
    """What stands, what is out, and what went of late."""
    now = timezone.now()
    rows = _bookings().filter(borrower=person)
    is_out = Q(out_at__isnull=False, in_at=None)
    stands = Q(let_go_at=None, in_at=None, starts_at__gte=now - timedelta(days=1))
    went = Q(let_go_at__gte=now - TOLD) & ~Q(why=Booking.Why.OWN)
    return list(rows.filter(is_out | stands | went))


def of_strand(strand: Strand) -> Booking | None:
    """The one that stands or is out with the lesson of a strand; else the last there was. No door: ask it."""
    rows = list(_bookings().filter(strand=strand).order_by("-made_at", "-pk")[:5])
    for one in rows:
        one.strand = strand
    standing = (one for one in rows if one.let_go_at is None and one.in_at is None)
    return next(standing, rows[0] if rows else None)


def queue_of(school: School, until: int = 7) -> list[Booking]:
    """All that is out, and all that is booked from the beginning of today, for ``until`` days."""
    begins = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    is_out = Q(out_at__isnull=False)
    soon = Q(starts_at__gte=begins, starts_at__lt=begins + timedelta(days=until))
    return list(_bookings().filter(is_out | soon, school=school, let_go_at=None, in_at=None))


def _bookings() -> QuerySet[Booking]:
    return Booking.objects.select_related("borrower", "school").prefetch_related("pieces__item")
