"""The one exception of trust.md, rule 7, where a school has switched it on.

Who asked for what and when stands in tables without words, so that a door may look at it; the typed reasons lie sealed
in a table of their own.
"""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Strand
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class Period(models.Model):
    """From switching on to switching off. What was made before it began is never opened in it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="safeguarding_periods")
    on_at = models.DateTimeField(default=timezone.now)
    on_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    off_at = models.DateTimeField(null=True, blank=True)
    off_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-on_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=models.Q(off_at=None), name="switched_on_once"
            )
        ]


class Opening(models.Model):
    """One lesson's film, or one talk, that the two ask for. Open for an hour once both have."""

    class What(models.TextChoices):
        LESSON = "lesson", _("lesson film")
        TALK = "talk", _("conversation")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="openings")
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=6, choices=What)
    made_at = models.DateTimeField(default=timezone.now)
    # Public id of what was there when both had asked: another film brought since is not it.
    thing = models.UUIDField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    # Ended by one of the two, or never opened in time.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "strand", "what"],
                condition=models.Q(ended_at=None),
                name="one_opening_at_a_time",
            )
        ]


class Ask(models.Model):
    """One of the two asks, in a session in which they have just shown a second factor."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="asks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safeguarding_asks")
    at = models.DateTimeField(default=timezone.now)
    # When they last showed their second factor for it.
    shown_at = models.DateTimeField(default=timezone.now)
    # A hash of the session's key: what opens, opens in this session alone.
    session = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "person"], name="asked_once")]


class Reason(SealedModel):
    """Why. Its author's own words, read by the other of the two; the school's case is kept elsewhere."""

    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="reason")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class Telling(models.Model):
    """Somebody is told, at home and by mail: of the switch, of what was opened, or that the other has asked."""

    class Sort(models.TextChoices):
        ON = "on"
        OFF = "off"
        ASKED = "asked"
        OPENED = "opened"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=6, choices=Sort)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, null=True, related_name="tellings")
    at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="telling_to_mail", condition=models.Q(mailed_at=None)),
            models.Index(fields=["person", "at"], name="tellings_of"),
        ]
