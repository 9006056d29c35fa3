"""Learning walks: a lesson on offer, and who drops in.

There is no column for words about a visit, and none is to be added: nothing is written about a host.
"""

import uuid

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person, School
from sidebyside.trust.sealed import SealedModel, SealedText, words_key

LONGEST_MINUTES, MOST_SEATS = 180, 12


class Offer(models.Model):
    """A lesson that colleagues may drop in to, until its day is over; then the row goes."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Whose colleagues: it stays with the school that it was offered at.
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    # Nobody else books; whoever has booked comes.
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)


class OfferWords(SealedModel):
    """What its host says of the lesson beforehand: which class, and what there may be to see."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="+")
    classes = SealedText()
    to_see = SealedText()

    def sealing_key(self) -> str:
        return words_key(self.offer.host.code)

    @property
    def when(self) -> str:
        return self.offer.starts_at.isoformat()


class Visit(models.Model):
    """Somebody means to drop in."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="visits")
    visitor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    booked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["booked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["offer", "visitor"], name="one_visit_each")]


class Walked(models.Model):
    """How many lessons were visited at a school in a month: all that is left of them."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "month"], name="one_count_a_month")]
