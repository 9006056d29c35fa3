"""A voice note: a few minutes of one person's own voice, sealed under a key of its own."""

from django.db import models, transaction
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.trust.sealed import SealedModel, SealedText

# How the names of all their keys begin.
KEYS = "voice:"


class _Notes(models.QuerySet["VoiceNote"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Notes are held before their words, as whoever keeps words holds them: else the two wait for each other."""
        with transaction.atomic(using=self.db):
            held = self.select_related(None).select_for_update(of=("self",)).only("pk").order_by("pk")
            list(held)
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class _WithoutSound(models.Manager["VoiceNote"]):
    """Lists, archives and deletions go over many notes, and none of them wants megabytes of sound in memory."""

    def get_queryset(self) -> models.QuerySet["VoiceNote"]:
        return _Notes(self.model, using=self._db).defer("sound")


class VoiceNote(SealedModel):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="voice_notes")
    # What it belongs to, as the room above names it (places.py): ids and keys, no words.
    place = models.CharField(max_length=120)
    # The device's own mark: sent again after an answer that was lost, it is the same note.
    once = models.UUIDField()
    media_type = models.CharField(max_length=20)
    length_ms = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    # Sealed by notes.py; read from there only.
    sound = models.BinaryField()

    objects = _WithoutSound()

    class Meta:
        base_manager_name = "objects"
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "once"], name="voice_note_once"),
        ]
        indexes = [models.Index(fields=["person", "place"], name="voice_notes_at")]

    def sealing_key(self) -> str:
        return f"{KEYS}{self.code}"

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        return VoiceNote.objects.using(using).filter(pk=self.pk).delete()


class _WithoutSoundOfNote(models.Manager["WrittenNote"]):
    """Whoever asks for the note along with its words wants no megabytes either."""

    def get_queryset(self) -> models.QuerySet["WrittenNote"]:
        return super().get_queryset().defer("note__sound")


class WrittenNote(SealedModel):
    """What was said in a voice note, as text: heard on this server, or typed by its speaker. Under the note's own key,
    and gone with it. A row that goes alone is known to the ledger, so no restore brings the words back."""

    class State(models.TextChoices):
        WRITING = "writing", "it is being heard"
        READY = "ready", "the words are there"
        UNTOLD = "untold", "it cannot be told what was said"
        FAILED = "failed", "it could not be heard"

    note = models.OneToOneField(VoiceNote, on_delete=models.CASCADE, related_name="written")
    words = SealedText()
    state = models.CharField(max_length=10, choices=State)
    # Why there are no words, as a word of ours.
    problem = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5)
    attempt = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(default=timezone.now)
    # When the machine wrote it, and when its speaker last did.
    heard_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = _WithoutSoundOfNote()

    class Meta:
        base_manager_name = "objects"

    def sealing_key(self) -> str:
        return self.note.sealing_key()

    @property
    def is_machines(self) -> bool:
        """Whether nobody has said yet that it is right."""
        return self.heard_at is not None and self.corrected_at is None
