"""What the pair makes of it afterwards: looking back at criteria and questions, next steps, what the coach takes."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText, words_key


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


class DiaryEntry(SealedModel):
    """What somebody wrote for themselves. Nobody else opens it, unless they bring this one entry to a meeting."""

    class Layer(models.TextChoices):
        """Korthagen's onion, from outside in."""

        ENVIRONMENT = "environment", _("what is around me")
        BEHAVIOUR = "behaviour", _("what I do")
        COMPETENCIES = "competencies", _("what I can do")
        BELIEFS = "beliefs", _("what I hold true")
        IDENTITY = "identity", _("who I am as a teacher")
        MISSION = "mission", _("what I am here for")

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="diary")
    layer = models.CharField(max_length=12, choices=Layer)
    # The prompt as it was read, so that it stays with the answer.
    asked = SealedText()
    words = SealedText()
    thread = SealedText()
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-written_at", "-pk"]

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class Brought(ContentModel):
    """Its author shows this one entry to the partners of one meeting, until they take it back or the cycle closes."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE, related_name="brought")
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="+")
    # The opening of the cycle it was brought in: a cycle that is opened again shows nothing of before.
    opening = models.PositiveSmallIntegerField(default=1)
    brought_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "strand"], name="brought_once"),
        ]


class Pulse(SealedModel):
    """Three taps after a meeting, their person's alone."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    safe = SealedText()
    challenged = SealedText()
    will_try = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strand", "person"], name="one_pulse_each"),
        ]

    def sealing_key(self) -> str:
        return words_key(self.person.code)
