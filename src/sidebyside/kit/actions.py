"""Booking kit, letting it go, handing it out and taking it in; and what follows when a lesson moves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.kit import clash
from sidebyside.kit.models import Booking, Item, Piece
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme.models import Strand
from sidebyside.programme.times_changed import stands

Why = Booking.Why


@dataclass(frozen=True)
class Wanted:
    """``counts`` are pieces by the item's key; a technician's minutes begin with the booking."""

    starts_at: datetime
    minutes: int
    place: str
    counts: Mapping[int, int]
    technician_minutes: int = 0


class Clash(Exception):
    """What is not free at that time, and when all of it is next; None where the school has not so much of it."""

    def __init__(self, needs: list[clash.Need], free_at: datetime | None) -> None:
        super().__init__("clash")
        self.needs, self.free_at = needs, free_at


def technicians(school: School) -> int:
    rows = SchoolRole.objects.filter(school=school, role=SchoolRole.Role.TECHNICIAN, person__is_active=True)
    return rows.count()


@transaction.atomic
def book(school: School, borrower: Person, wanted: Wanted, strand: Strand | None = None) -> Booking:
    """Raises Clash. It takes the place of what was booked for the same lesson before, or by a press before.

    What is out already stays as it is, and is answered.
    """
    _one_at_a_time(school)
    now = timezone.now()
    if strand is not None:
        # Moved while this waited: it is booked for the lesson, whenever that is.
        lesson_at = Strand.objects.values_list("lesson_at", flat=True).get(pk=strand.pk)
        wanted = replace(wanted, starts_at=lesson_at or wanted.starts_at)
    before = Booking.objects.filter(let_go_at=None, out_at=None, starts_at__gt=now)
    if strand is not None:
        is_out = Booking.objects.filter(strand=strand, out_at__isnull=False, in_at=None).first()
        if is_out is not None:
            return is_out
        # The hours of a lesson that has been stay counted, and are no lesson's to come.
        Booking.objects.filter(strand=strand, let_go_at=None, starts_at__lte=now).update(strand=None)
        before = before.filter(strand=strand)
    else:
        before = before.filter(borrower=borrower, strand=None, starts_at=wanted.starts_at)
    replaced = list(before.values_list("pk", flat=True))
    _insist_that_it_is_free(school, wanted, replaced)
    Booking.objects.filter(pk__in=replaced).delete()
    made = Booking.objects.create(
        school=school,
        borrower=borrower,
        strand=strand,
        starts_at=wanted.starts_at,
        minutes=wanted.minutes,
        place=wanted.place,
        technician_minutes=wanted.technician_minutes,
    )
    Piece.objects.bulk_create(
        Piece(booking=made, item_id=item, count=count) for item, count in wanted.counts.items() if count
    )
    return made


def let_go(booking: Booking, why: Booking.Why) -> None:
    """What is out already comes back first: it is not let go. Nor is anything let go twice."""
    Booking.objects.filter(pk=booking.pk, let_go_at=None, out_at=None).update(
        let_go_at=timezone.now(), why=why
    )


def hand_out(booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk, let_go_at=None, out_at=None).update(out_at=timezone.now())


def take_in(booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk, out_at__isnull=False, in_at=None).update(in_at=timezone.now())


def not_out_yet(booking: Booking) -> None:
    """A press too many, taken back."""
    Booking.objects.filter(pk=booking.pk, in_at=None).update(out_at=None)


def after_a_change(strand: Strand) -> None:
    """The lesson moved, or is off: what is booked with it goes along if it is free then, or is let go.

    What nobody came for goes along, too, where the lesson has a time to come; else its hour stays counted.
    """
    now, at = timezone.now(), strand.lesson_at
    booked = Booking.objects.filter(strand=strand, let_go_at=None, out_at=None)
    school = School.objects.filter(pk__in=booked.values("school")).first()
    if school is None:
        return
    # Before the booking itself, as whoever books does: neither waits for the other.
    _one_at_a_time(school)
    for booking in booked.select_for_update(of=("self",)).select_related("school"):
        if booking.starts_at <= now and (at is None or at <= now):
            continue
        if at is None or at <= now or not stands(strand, at):
            let_go(booking, Why.OFF)
        elif (at, strand.lesson_minutes) != (booking.starts_at, booking.minutes):
            _move(booking, at, strand.lesson_minutes)


def _move(booking: Booking, at: datetime, minutes: int) -> None:
    _one_at_a_time(booking.school)
    counts = {one.item_id: one.count for one in booking.pieces.all()}
    wanted = Wanted(at, minutes, booking.place, counts, min(booking.technician_minutes, minutes))
    try:
        _insist_that_it_is_free(booking.school, wanted, [booking.pk])
    except Clash:
        let_go(booking, Why.TAKEN)
        return
    Booking.objects.filter(pk=booking.pk).update(
        starts_at=at,
        minutes=minutes,
        technician_minutes=wanted.technician_minutes,
        moved_at=timezone.now(),
    )


def _one_at_a_time(school: School) -> None:
    """So that two who book the last piece at once do not both get it."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)


def _insist_that_it_is_free(school: School, wanted: Wanted, but: list[int]) -> None:
    needs = _needs(school, wanted, but)
    short = clash.short(needs, wanted.starts_at)
    if short:
        raise Clash(short, clash.next_free(needs, wanted.starts_at))


def _needs(school: School, wanted: Wanted, but: list[int]) -> list[clash.Need]:
    rows = list(
        Booking.objects.filter(school=school, let_go_at=None, in_at=None)
        .filter(Q(starts_at__gte=wanted.starts_at - timedelta(days=60)) | Q(out_at__isnull=False))
        .exclude(pk__in=but)
        .prefetch_related("pieces")
    )
    by_item: dict[int, list[clash.Taken]] = {}
    by_technician = []
    for row in rows:
        for piece in row.pieces.all():
            by_item.setdefault(piece.item_id, []).append(
                clash.Taken(row.starts_at, away_until(row), piece.count)
            )
        if row.technician_minutes:
            until = row.starts_at + timedelta(minutes=row.technician_minutes)
            by_technician.append(clash.Taken(row.starts_at, until, 1))
    items = Item.objects.in_bulk([item for item, count in wanted.counts.items() if count])
    needs = [
        clash.Need(item.name, wanted.counts[pk], item.pieces, wanted.minutes, tuple(by_item.get(pk, ())))
        for pk, item in items.items()
    ]
    if wanted.technician_minutes:
        name, there = _("a technician"), technicians(school)
        needs.append(clash.Need(name, 1, there, wanted.technician_minutes, tuple(by_technician)))
    return needs


def away_until(booking: Booking) -> datetime:
    """What is late is away until now, at least."""
    ends = booking.starts_at + timedelta(minutes=booking.minutes)
    return max(ends, timezone.now()) if booking.out_at else ends
