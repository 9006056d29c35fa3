"""Wishes, vetoes and proposals: who might coach whom, and why.

What people show openly, and what the school knows, lies in plain tables that a co-ordinator's page may read. What they
wrote in private lies in ``Wishes`` alone, sealed under their own key; only its writer's page and the job that draws a
round ever name that table.
"""

import json
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Partnership, Programme
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class Setting(models.Model):
    """How a programme finds its pairs. There is one as soon as its co-ordinator has opened the group."""

    class Expected(models.TextChoices):
        VOLUNTARY = "voluntary", _("Voluntary: whoever likes joins")
        OBLIGATORY = "obligatory", _("Obligatory: the school expects everybody to join")

    class Way(models.TextChoices):
        CHOSEN = "chosen", _("People choose each other")
        ARRANGED = "arranged", _("The co-ordinator proposes")
        BOTH = "both", _("Both: some choose each other, the rest get a proposal")

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="pairing")
    expected = models.CharField(max_length=12, choices=Expected, default=Expected.VOLUNTARY)
    way = models.CharField(max_length=12, choices=Way, default=Way.BOTH)
    # An arrangement of the school's own, in the co-ordinator's words.
    arrangement = models.CharField(max_length=300, blank=True)
    # What core/matching calls Weights.
    weights = models.JSONField(default=dict)
    opened_at = models.DateTimeField(default=timezone.now)


class Joined(models.Model):
    """Somebody looks for a partner, and what they agreed to show of themselves; empty is not shown."""

    class Experience(models.IntegerChoices):
        TO_TWO = 0, _("up to 2 years")
        TO_FIVE = 1, _("3 to 5 years")
        TO_TEN = 2, _("6 to 10 years")
        TO_TWENTY = 3, _("11 to 20 years")
        OVER = 4, _("over 20 years")

    class Rank(models.IntegerChoices):
        STAFF = 0, _("teacher or member of staff")
        LEADS = 1, _("leads a subject or a team")
        MIDDLE = 2, _("middle leader")
        SENIOR = 3, _("senior leader")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="joined")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    subject = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    site = models.CharField(max_length=60, blank=True)
    experience = models.PositiveSmallIntegerField(choices=Experience, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(choices=Rank, null=True, blank=True)
    focus = models.CharField(max_length=120, blank=True)
    interests = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "person"], name="joined_once")]


class Wishes(SealedModel):
    """For nobody's eyes but their writer's. It is there once its writer looks: that there is one says nothing.

    ``would_like`` and ``would_not`` are JSON lists of [person's code, name]; ``rests`` is "yes" or nothing.
    """

    joined = models.OneToOneField(Joined, on_delete=models.CASCADE, related_name="wishes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    would_like = SealedText()
    would_not = SealedText()
    focus = SealedText()
    rests = SealedText()

    def sealing_key(self) -> str:
        return words_key(self.person.code)

    @property
    def liked(self) -> str:
        """Names, as their writer takes them away."""
        return ", ".join(name for _code, name in named_in(self.would_like))

    @property
    def not_liked(self) -> str:
        return ", ".join(name for _code, name in named_in(self.would_not))


def named_in(words: str) -> list[tuple[str, str]]:
    """People by code and name, as ``Wishes`` keeps them."""
    return [(code, name) for code, name in json.loads(words or "[]")]


class Line(models.Model):
    """Who manages whom: the school's own fact, and never a pair."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    manager = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    managed = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manager", "managed"], name="manages_once")]


class Asked(models.Model):
    """``by`` has asked ``about`` openly to be their partner. Between those two; no page of anybody else names it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Answered with no: whoever asked is not told, and sees what they saw before.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "by", "about"], name="asked_into_a_round_once")
        ]


class Round(models.Model):
    """One drawing of pairs. The weights are those of the moment; what came of it is drawn once and stands."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    weights = models.JSONField()
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_round_a_number")]

    @property
    def waits(self) -> bool:
        return self.drawn_at is None and self.failed_at is None


class Proposal(models.Model):
    """Two or three who came together in a round."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="proposals")
    people: "models.ManyToManyField[Person, models.Model]" = models.ManyToManyField(Person, related_name="+")
    # Empty while it waits for the co-ordinator, and where they kept it back.
    partnership = models.OneToOneField(
        Partnership, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposal"
    )


class Origin(models.Model):
    """How a partnership came about: they chose each other, or it was arranged."""

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="origin")
    way = models.CharField(max_length=12, choices=[("chosen", _("chosen")), ("arranged", _("arranged"))])
