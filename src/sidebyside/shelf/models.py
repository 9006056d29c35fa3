"""What a pair plans with and keeps. An item is its author's; a lesson's plan is the coachee's, and both write in it."""

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership, Strand
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText, words_key


class Item(SealedModel):
    """Something on a pair's shelf: words, a link, a file, or all of them."""

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


# How the names of the keys of files begin.
KEYS = "shelf_file:"


class _WithoutBody(models.Manager["ItemFile"]):
    """Lists, archives and deletions go over many files, and none of them wants megabytes in memory."""

    def get_queryset(self) -> models.QuerySet["ItemFile"]:
        return super().get_queryset().defer("body")


class ItemFile(SealedModel):
    """The file of an item, its name and its bytes, sealed under a key of its own that goes with it."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="file")
    name = SealedText()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    # Sealed by files.py; read from there only.
    body = models.BinaryField()

    objects = _WithoutBody()

    class Meta:
        base_manager_name = "objects"

    def sealing_key(self) -> str:
        return f"{KEYS}{self.code}"


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
