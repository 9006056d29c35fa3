"""Cover for lessons, hours and what they cost, against funding lines. Kinds of reason, never words about people."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Programme, Strand
from sidebyside.timetable.models import Reason


class CoverRule(models.Model):
    """What a school says of cover in one programme."""

    class Answered(models.TextChoices):
        ANY = "any", _("any co-ordinator of this programme")
        ONE = "one", _("one of them")
        NOBODY = "nobody", _("nobody: a request stands as soon as it is made")

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="cover_rule")
    answered_by = models.CharField(max_length=6, choices=Answered, default=Answered.ANY)
    one = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What an hour of cover costs, and how many minutes a day of it is.
    hour_pence = models.PositiveIntegerField(default=0)
    day_minutes = models.PositiveSmallIntegerField(default=300)


class FundingLine(models.Model):
    """Where cover may be paid from: money, days or both, between two days."""

    class Pays(models.TextChoices):
        ALL = "all", _("lessons that are visited, and talks")
        LESSON = "lesson", _("lessons that are visited")
        MEETING = "meeting", _("talks")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="funding_lines")
    source = models.CharField(max_length=60)
    first = models.DateField()
    last = models.DateField()
    pence = models.PositiveIntegerField(null=True, blank=True)
    day_tenths = models.PositiveIntegerField(null=True, blank=True)
    pays = models.CharField(max_length=8, choices=Pays, default=Pays.ALL)
    ended_at = models.DateTimeField(null=True, blank=True)

    def may_pay(self, request: "CoverRequest") -> bool:
        day = timezone.localtime(request.starts_at).date()
        return (
            self.ended_at is None
            and self.first <= day <= self.last
            and self.pays in (self.Pays.ALL, request.what)
        )


class FilmInstead(models.Model):
    """In this strand a film stands in for a visit, so that nobody's lesson needs cover."""

    strand = models.OneToOneField(Strand, on_delete=models.CASCADE, related_name="film_instead")
    said_at = models.DateTimeField(default=timezone.now)


class CoverRequest(models.Model):
    """One lesson or talk of a strand that falls into somebody's teaching. It is never removed: what fails is lost."""

    class What(models.TextChoices):
        LESSON = "lesson", _("visit")
        MEETING = "meeting", _("talk")

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        APPROVED = "approved", _("approved")
        USED = "used", _("used")
        LOST = "lost", _("lost")
        NOT_NEEDED = "not needed", _("not needed any more")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="cover_requests")
    what = models.CharField(max_length=8, choices=What)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    covers = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    line = models.ForeignKey(
        FundingLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    # Refused, or said by the pair not to have happened: the same time is not asked for again by itself.
    is_settled = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A strand has one visit and one talk that stand; what was lost before stays in the ledger.
            models.UniqueConstraint(
                fields=["strand", "what"],
                condition=models.Q(state__in=["asked", "approved"]),
                name="one_standing_request",
            ),
        ]

    @property
    def cover_minutes(self) -> int:
        return self.covers * self.minutes
