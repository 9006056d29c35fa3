"""Figures over answers, frozen once, by rule 10. Only ``Counted`` knows a person, and no row has their words."""

import json
import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Programme
from sidebyside.trust.sealed import SealedModel, SealedText


class Counted(models.Model):
    """This person agrees to be counted, from now until they take it back. What is frozen by then stays."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="counted")
    since = models.DateTimeField(default=timezone.now)


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
