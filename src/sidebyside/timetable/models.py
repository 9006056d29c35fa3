"""Terms, closures, timetables and each person's periods: when somebody is free. No words of anybody's, and no pair."""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.core.calendar import Use as CoreUse
from sidebyside.people.models import Person, School


class Year(models.Model):
    """A school year. The next one is another row, so that a past day keeps its week and its periods."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="school_years")
    weeks = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(2)])
    closed_weeks_count = models.BooleanField(default=False)
    first_week = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=5)
    made_at = models.DateTimeField(default=timezone.now)


class Term(models.Model):
    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    half_term_first = models.DateField(null=True, blank=True)
    half_term_last = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["first", "pk"]


class Closure(models.Model):
    """Days without school beside half-terms: training, elections, snow."""

    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="closures")
    name = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()

    class Meta:
        ordering = ["first", "pk"]


class Period(models.Model):
    """Minutes after midnight on the school's wall clock."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="periods")
    name = models.CharField(max_length=20)
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["begins", "pk"]


class PersonPeriod(models.Model):
    """One period of somebody's week. Without an account yet it waits under their e-mail."""

    class Use(models.TextChoices):
        TEACHING = CoreUse.TEACHING, _("teaching")
        PLANNING = CoreUse.PLANNING, _("planning")
        DUTY = CoreUse.DUTY, _("duty")
        DIRECTED = CoreUse.DIRECTED, _("directed time")
        PROTECTED = CoreUse.PROTECTED, _("kept for coaching")
        ELSEWHERE = CoreUse.ELSEWHERE, _("at another school")

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="uses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="periods")
    email = models.EmailField(blank=True)
    week = models.PositiveSmallIntegerField(default=0)
    weekday = models.PositiveSmallIntegerField()
    use = models.CharField(max_length=10, choices=Use)
    offered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "week", "weekday", "person"],
                condition=models.Q(person__isnull=False),
                name="one_use_a_period",
            ),
            models.UniqueConstraint(
                fields=["period", "week", "weekday", "email"],
                condition=models.Q(person__isnull=True),
                name="one_waiting_use_a_period",
            ),
        ]


class StaffEntry(models.Model):
    """Somebody of the school's staff list who has no account yet: to be invited, by one press for many."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="staff_list")
    email = models.EmailField()
    name = models.CharField(max_length=80)
    invited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "email"], name="one_entry_an_email")]


class Series(models.Model):
    """A slot that comes back and is kept for these people. ``kept_for`` is a public code of a room above."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="series")
    people = models.ManyToManyField(Person, related_name="protected_series")
    kept_for = models.UUIDField(db_index=True)
    weekday = models.PositiveSmallIntegerField()
    # Empty for every week.
    week = models.PositiveSmallIntegerField(null=True, blank=True)
    first = models.DateField()
    last = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)


class Reason(models.TextChoices):
    """Why a slot was lost: a kind, never words about anybody."""

    CLOSURE = "closure", _("the school was closed")
    ILLNESS = "illness", _("illness")
    NO_COVER = "no cover", _("no cover was found")
    MOVED = "moved", _("it was moved")
    OTHER = "other", _("something else")


class SeriesChange(models.Model):
    """What became of the one slot that stood on ``day``."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="changes")
    day = models.DateField()
    moved_to = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=8, choices=Reason, default=Reason.OTHER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="one_change_a_slot")]


class Invite(models.Model):
    """What somebody's calendar was last told by mail of one entry, so that the next mail can follow it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_invites")
    uid = models.CharField(max_length=64)
    # For the job that mails it.
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    summary = models.CharField(max_length=60, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    # The last number that went out. Behind ``sequence``, a mail is owed; -1: none ever went.
    told_sequence = models.IntegerField(default=-1)
    tried_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    try_from = models.DateTimeField(default=timezone.now)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=60, blank=True)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "uid"], name="one_invite_an_entry")]


class NoInvites(models.Model):
    """This person wants no calendar mails."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="no_invites")
