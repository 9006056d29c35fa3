"""The theory of change: what is the case, what is done, what should come of it, and what came.

A chart's facts and its words are two tables: who may see one is settled before a word of it is asked for.
"""

import uuid

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Programme
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class Chart(models.Model):
    """One version of a programme's chart: its maker's alone until they show it, and again once taken back."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="charts")
    maker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Counted for each maker: two may draw the same programme each in their own way.
    number = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    # From this day on people are asked what came of it.
    layers_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "maker", "number"], name="one_chart_a_number"),
        ]


class ChartWords(SealedModel):
    """The interview's answers, the boxes and the arrows, sealed as one text under the maker's own key."""

    chart = models.OneToOneField(Chart, on_delete=models.CASCADE, related_name="words")
    body = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)

    def sealing_key(self) -> str:
        return words_key(self.chart.maker.code)


class Layer(SealedModel):
    """What one person says came of a chart: theirs alone until they show it. It outlives the chart."""

    chart = models.ForeignKey(Chart, on_delete=models.SET_NULL, null=True, related_name="layers")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    body = SealedText()
    began_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chart", "author"], name="one_layer_each"),
        ]

    def sealing_key(self) -> str:
        return words_key(self.author.code)
