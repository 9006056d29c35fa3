"""What a strand is about. Only partners' pages may name these tables."""

from django.db import models

from sidebyside.people.models import Person
from sidebyside.programme.models.cycle import Strand
from sidebyside.programme.models.partnership import Agreement, Partnership
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class StrandContent(SealedModel):
    """The coachee's focus and what belongs to it."""

    strand = models.OneToOneField(Strand, on_delete=models.CASCADE, related_name="content")
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    lesson = SealedText()
    focus = SealedText()
    why = SealedText()
    would_see = SealedText()

    def sealing_key(self) -> str:
        return words_key(self.owner.code)


class Criterion(SealedModel):
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="criteria")
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    words = SealedText()

    class Meta:
        ordering = ["position", "pk"]

    def sealing_key(self) -> str:
        return words_key(self.owner.code)


class Question(SealedModel):
    """A question carried from before the lesson into it, by either partner."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="questions")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    words = SealedText()

    class Meta:
        ordering = ["position", "pk"]

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class Aim(SealedModel):
    """A person's own development goal, carried through many conversations."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aims")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="aims")
    words = SealedText()
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def sealing_key(self) -> str:
        return words_key(self.person.code)


class PairPart(SealedModel):
    """The part of the agreement that only the partners read."""

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="pair_part")
    words = SealedText()

    def sealing_key(self) -> str:
        return f"pair:{self.agreement.partnership.code}"
