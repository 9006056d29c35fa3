"""A school's log of breaches: when, how many, what was told to whom. No names and nothing of what people made."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School

# UK GDPR, article 33: the authority is told within 72 hours of the school's becoming aware.
TELL_WITHIN = timedelta(hours=72)


class Breach(models.Model):
    class Sort(models.TextChoices):
        SEEN = "seen", _("Somebody could see what is not theirs")
        LOST = "lost", _("Something was lost or destroyed")
        CHANGED = "changed", _("Something was changed by somebody who may not")
        AWAY = "away", _("Something could not be reached for a time")

    class Risk(models.TextChoices):
        OPEN = "open", _("Not judged yet")
        UNLIKELY = "unlikely", _("A risk to people is unlikely: the authority need not be told")
        LIKELY = "likely", _("A risk to people is likely: the authority is told")
        HIGH = "high", _("The risk is high: the people are told too")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="breaches")
    sort = models.CharField(max_length=10, choices=Sort)
    happened_at = models.DateTimeField(null=True, blank=True)
    noticed_at = models.DateTimeField()
    people_touched = models.PositiveIntegerField(null=True, blank=True)
    risk = models.CharField(max_length=10, choices=Risk, default=Risk.OPEN)
    # The co-ordinator's own short words; the page asks for no names.
    what = models.CharField(max_length=600)
    effects = models.CharField(max_length=600, blank=True)
    done = models.CharField(max_length=600, blank=True)
    authority_told_at = models.DateTimeField(null=True, blank=True)
    why_late = models.CharField(max_length=300, blank=True)
    people_told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # Raised by every change; who changed it and when stands among the deeds.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["school", "-noticed_at"])]

    def __str__(self) -> str:
        return f"breach {self.code}"

    @property
    def tell_by(self) -> datetime:
        return self.noticed_at + TELL_WITHIN

    @property
    def must_tell(self) -> bool:
        """Until it is judged, the clock runs: silence must not pass for "unlikely"."""
        return self.risk != self.Risk.UNLIKELY and self.authority_told_at is None

    @property
    def hours_left(self) -> int:
        """Whole hours until the authority must have been told; below zero once that is past."""
        return int((self.tell_by - timezone.now()).total_seconds() // 3600)

    @property
    def was_late(self) -> bool:
        return self.authority_told_at is not None and self.authority_told_at > self.tell_by
