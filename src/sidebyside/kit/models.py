"""Devices and a technician's time, booked with a lesson. No words but a place: never what a lesson is filmed for."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Strand
from sidebyside.timetable.models import Term


class Item(models.Model):
    """One sort of device, and how many pieces of it a school has."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    pieces = models.PositiveSmallIntegerField()
    # Off the list: what is booked of it stands.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]


class Booking(models.Model):
    """Kit, a technician's minutes or both, from a moment on."""

    class Why(models.TextChoices):
        OWN = "own", _("you let it go")
        SCHOOL = "school", _("whoever looks after the kit let it go")
        PARTNER = "partner", _("your partner let it go")
        OFF = "off", _("the lesson is off, or over already")
        TAKEN = "taken", _("the lesson moved to a time at which the kit is taken")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    # Empty once it is long over: hours are counted, people are not.
    borrower = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # With the lesson of this strand it moves and goes; a technician is never shown that there is one.
    strand = models.ForeignKey(Strand, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=60)
    technician_minutes = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(null=True, blank=True)
    out_at = models.DateTimeField(null=True, blank=True)
    in_at = models.DateTimeField(null=True, blank=True)
    let_go_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=8, choices=Why, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand"],
                condition=models.Q(let_go_at=None, in_at=None, strand__isnull=False),
                name="one_booking_a_strand",
            ),
        ]


class Piece(models.Model):
    """How many pieces of one sort a booking takes."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="pieces")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["item__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["booking", "item"], name="one_count_an_item")]


class TermHours(models.Model):
    """How many minutes of a technician's time a school plans for lessons in one term."""

    term = models.OneToOneField(Term, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField()
