"""The video room: moments, live notes, and who is ready."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Recording
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText, words_key

PUT_AWAY = models.Q(put_away_at__isnull=False)


class Moment(SealedModel):
    """A point or a stretch of a film that somebody marked. ``code`` is the browser's, so that it lands once."""

    class Sort(models.TextChoices):
        NOTICED = "noticed", _("noticed")
        QUESTION = "question", _("question")
        WORKED_WELL = "worked-well", _("worked well")
        CRITICAL_INCIDENT = "critical-incident", _("critical incident")
        PUZZLE = "puzzle", _("puzzle")

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="moments")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField(null=True, blank=True)
    sort = models.CharField(max_length=20, choices=Sort, default=Sort.NOTICED)
    lens = models.CharField(max_length=30, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # Raised with each change, so that a late write from another tab shows instead of winning silently.
    revision = models.PositiveIntegerField(default=1)
    # Undo puts a moment away for a while before it is gone.
    put_away_at = models.DateTimeField(null=True, blank=True)
    seen = SealedText()
    made_of_it = SealedText()

    class Meta:
        ordering = ["start_ms", "pk"]
        indexes = [
            # The sweep asks for these every few seconds; nearly no mark is put away.
            models.Index(fields=["put_away_at"], name="moment_put_away", condition=PUT_AWAY),
        ]

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class Ready(ContentModel):
    """A partner has prepared. When both have, or the meeting opens, each sees the other's marks."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="ready")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strand", "person"], name="ready_once")]


class LiveNote(SealedModel):
    """Written by a partner in the lesson, on the lesson's own clock. ``code`` is the browser's.

    A tap gives it a sort at once, and words maybe later; a typed note may have no sort.
    """

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="live_notes")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField()
    sort = models.CharField(max_length=20, choices=Moment.Sort, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    put_away_at = models.DateTimeField(null=True, blank=True)
    words = SealedText()

    class Meta:
        ordering = ["noted_at", "pk"]
        indexes = [models.Index(fields=["put_away_at"], name="note_put_away", condition=PUT_AWAY)]

    def sealing_key(self) -> str:
        return words_key(self.author.code)


class Signal(ContentModel):
    """A short sound that one partner's device made in the lesson, for the film to hear. ``code`` is the browser's.

    Where the film heard it, that author's notes lie by it. Without ``looked_at`` it is still to be looked for.
    """

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="signals")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sounded_at = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=1)
    looked_at = models.DateTimeField(null=True, blank=True)
    # Where on the film it was heard; empty where it was not.
    heard_ms = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["sounded_at", "pk"]
        indexes = [
            # The sweep asks for these every few seconds.
            models.Index(fields=["strand"], name="signal_owed", condition=models.Q(looked_at__isnull=True)),
        ]


class LineUp(ContentModel):
    """How far one author's live notes are moved to lie where they belong on the film: the two clocks differ."""

    class Way(models.TextChoices):
        HAND = "hand", _("by hand")
        SOUND = "sound", _("by a sound")

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="line_ups")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    shift_ms = models.BigIntegerField(default=0)
    way = models.CharField(max_length=10, choices=Way, default=Way.HAND)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "author"], name="lined_up_once")]
