"""Training that somebody has finished, notes on it, additions to guides, interests, and requests for a reading."""

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Partnership
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


class WorksBy(models.Model):
    """A pair has chosen the text of a guide that it works by. No words: a guide is everybody's."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    guide = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "guide"], name="one_text_a_guide")]


class Interest(SealedModel):
    """What somebody cares about or is happy to be asked about; on the map once they show it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)

    def sealing_key(self) -> str:
        return words_key(self.person.code)


class ReadingKeeper(models.Model):
    """Somebody whom the co-ordinator has named to answer requests for a reading."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "person"], name="keeper_once")]


class ReadingRequest(SealedModel):
    """A reading that somebody asks for, in words that they write for it: nothing is taken from a focus."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    # Colleagues see it without whose it is, unless its writer says so.
    by_name = models.BooleanField(default=False)
    # Everybody at the school, or only whoever answers requests.
    to_all = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def sealing_key(self) -> str:
        return words_key(self.person.code)


class ReadingAnswer(SealedModel):
    """A book, a text, a link, for whoever asked; with the name of whoever answers. It outlives the request."""

    request = models.ForeignKey(ReadingRequest, on_delete=models.SET_NULL, null=True, related_name="answers")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    title = SealedText()
    words = SealedText()
    link = SealedText()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["answered_at", "pk"]

    def sealing_key(self) -> str:
        return words_key(self.author.code)
