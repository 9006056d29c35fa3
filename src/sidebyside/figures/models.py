"""Figures over answers, frozen once, by rule 10. Only ``Counted`` knows a person, and no row has their words."""

import json
import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.federation.models import Federation
from sidebyside.people.models import Person, School
from sidebyside.programme.models import Programme
from sidebyside.trust.sealed import SealedModel, SealedText


class Counted(models.Model):
    """This person agrees to be counted, from now until they take it back. What is frozen by then stays."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="counted")
    since = models.DateTimeField(default=timezone.now)
    # When it was said where the page told of shares over a trust. An older yes was to fewer readers.
    trust_since = models.DateTimeField(null=True)


class Looked(models.Model):
    """On which day a school's calendar was last looked at for something that is over."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="looked_at")
    on = models.DateField()


class Span(models.Model):
    """A stretch of a school's calendar that is over: its answers are counted, and never again."""

    class Level(models.TextChoices):
        HALF_TERM = "half-term", _("half-term")
        TERM = "term", _("term")
        YEAR = "year", _("school year")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="frozen_spans")
    level = models.CharField(max_length=9, choices=Level)
    # The term by the name it had then; empty for a year.
    term = models.CharField(max_length=40, blank=True)
    # 1 or 2 for a half of a term; 0 for a whole.
    part = models.PositiveSmallIntegerField(default=0)
    first = models.DateField()
    last = models.DateField()
    frozen_at = models.DateTimeField(default=timezone.now)
    # Half-terms: no link of the school is counted in it, and nobody whose yes had not spoken of a trust by its end.
    for_trust = models.BooleanField(default=False)

    class Meta:
        ordering = ["-last", "first", "pk"]
        constraints = [models.UniqueConstraint(fields=["school", "level", "first"], name="frozen_once")]


class About(models.Model):
    """Which question of what; the programme is empty where a whole school is counted."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, related_name="+")
    # Empty for the three taps after a meeting.
    form = models.CharField(max_length=40, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(max_length=120)

    class Meta:
        abstract = True


def cells_key(span_code: uuid.UUID) -> str:
    return f"cells:{span_code}"


class Cell(About, SealedModel):
    """A smallest cell. No page reads it.

    Where two answered and both said no, its counts say what each of them said: so they are sealed, under a key of
    their half-term's, and go for good once its year is decided.
    """

    span = models.ForeignKey(Span, on_delete=models.CASCADE, related_name="cells")
    people = models.PositiveIntegerField()
    partnerships = models.PositiveIntegerField()
    # How many gave each answer, in the order of the answers.
    counts = SealedText()

    def sealing_key(self) -> str:
        return cells_key(self.span.code)

    @staticmethod
    def sealable(counts: Iterable[int]) -> str:
        return json.dumps(list(counts))

    @property
    def counted(self) -> list[int]:
        """Nothing where its key is gone: its year was decided, and an old backup came back."""
        return [int(one) for one in json.loads(self.counts or "[]")]


class Figure(About):
    """What is shown of a cell, or that it is not: decided once. All that pages ever read."""

    span = models.ForeignKey(Span, on_delete=models.CASCADE, related_name="figures")
    # The form's own words, as they were asked; empty for the three taps, whose words are the product's.
    asked = models.TextField(blank=True)
    answers = models.JSONField(default=list)
    # A share for each answer, 0 to 10; empty where it is not shown.
    tenths = models.JSONField(null=True)
    # Keys of cells whose sum this told, and of cells of which nothing larger may be told (``core.figures.Told``).
    told = models.JSONField(default=list)
    shut = models.JSONField(default=list)


class TrustTerm(models.Model):
    """A term of a trust, decided for good with the schools that were in it then: also where nothing came of it."""

    class Season(models.TextChoices):
        AUTUMN = "autumn", _("Autumn")
        SPRING = "spring", _("Spring")
        SUMMER = "summer", _("Summer")

    # What was told of schools' cells must not be forgotten while they are there.
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="terms")
    season = models.CharField(max_length=6, choices=Season)
    # In which the school year begins.
    begins = models.PositiveSmallIntegerField()
    # The first moment at which something of it was counted, and its last day; empty where no school was in it.
    counted_from = models.DateTimeField(null=True)
    last = models.DateField(null=True)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-begins", "-last", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["federation", "season", "begins"], name="trust_term_once"),
        ]


class TrustSchool(models.Model):
    """A school that was in a trust's term when it was decided, whatever trust it is in by now. No page reads it."""

    term = models.ForeignKey(TrustTerm, on_delete=models.CASCADE, related_name="schools")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")


class TrustFigure(models.Model):
    """What is shown over a trust and term. ``asked`` to ``shut``: as in ``Figure``."""

    term = models.ForeignKey(TrustTerm, on_delete=models.CASCADE, related_name="figures")
    form = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=120)
    asked = models.TextField(blank=True)
    answers = models.JSONField(default=list)
    tenths = models.JSONField(null=True)
    told = models.JSONField(default=list)
    shut = models.JSONField(default=list)
