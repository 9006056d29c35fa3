"""Training that somebody has finished, their own notes on it, what they add to guides, what they may be asked about."""

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class Finished(models.Model):
    """The date on which somebody ticked a module: all of their training that a co-ordinator ever sees."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="training")
    module = models.CharField(max_length=40)
    # Which text of the module it was.
    version = models.PositiveSmallIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "module"], name="finished_once"),
        ]


class Tried(SealedModel):
    """What somebody wrote while they tried a module out, for themselves."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    module = models.CharField(max_length=40)
    words = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "module"], name="tried_once"),
        ]

    def sealing_key(self) -> str:
        return words_key(self.person.code)


class Addition(SealedModel):
    """Somebody's words beside a guide: theirs alone until they show them to colleagues, and again once taken back."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    guide = models.CharField(max_length=40)
    # Which text of the guide it was written to.
    version = models.PositiveSmallIntegerField()
    words = SealedText()
    written_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class Interest(SealedModel):
    """What somebody cares about or is happy to be asked about; on the map once they show it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)

    def sealing_key(self) -> str:
        return words_key(self.person.code)
