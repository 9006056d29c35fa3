"""What a pair plans with and keeps. An item is its author's; a lesson's plan is the coachee's, and both write in it."""

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership, Strand
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText, words_key


class Item(SealedModel):
    """Something on a pair's shelf: words, a link, or both. Words and links only, no files."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    title = SealedText()
    link = SealedText()
    words = SealedText()
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class LessonPlan(SealedModel):
    """The plan of one coachee's lesson in one cycle. Evidence of that cycle, so that it is the coachee's."""

    strand = models.OneToOneField(Strand, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    # Who wrote last, so that the page can say so.
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    def sealing_key(self) -> str:
        return words_key(self.owner.code)


class OnTable(ContentModel):
    """An item of the shelf that lies on the table while this lesson is planned. It has no words."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="+")
    put_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "strand"], name="on_the_table_once"),
        ]
