"""A voice note: a few minutes of one person's own voice, sealed under a key of its own."""

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.trust.sealed import SealedModel

# How the names of all their keys begin.
KEYS = "voice:"


class _WithoutSound(models.Manager["VoiceNote"]):
    """Lists, archives and deletions go over many notes, and none of them wants megabytes of sound in memory."""

    def get_queryset(self) -> models.QuerySet["VoiceNote"]:
        return super().get_queryset().defer("sound")


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
