"""What the pair makes of it afterwards: looking back at criteria and questions, next steps, what the coach takes."""

import uuid

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class LookBack(SealedModel):
    """One partner's words on one criterion or carried question. Words, never marks."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="look_backs")
    about = models.UUIDField(default=uuid.uuid4)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "author"], name="one_look_back_each"),
        ]

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class NextStep(SealedModel):
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="next_steps")
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="next_steps")
    position = models.PositiveSmallIntegerField(default=0)
    what = SealedText()
    by_when = SealedText()
    how_we_know = SealedText()
    came_of_it = SealedText()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]

    def sealing_key(self) -> str:
        return words_key(self.owner.code)


class Takeaway(SealedModel):
    """What the coach takes away for their own teaching: the coach's own reflection."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="takeaways")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strand", "author"], name="one_takeaway_each"),
        ]

    def sealing_key(self) -> str:
        return words_key(self.author.code)
