"""What trust itself remembers. Public ids as values, no foreign keys: an entry outlives what it speaks of."""

import uuid

from django.db import models
from django.utils import timezone


class Access(models.Model):
    """One viewing of one recording by one person; only the owner ever reads it."""

    viewing = models.UUIDField(default=uuid.uuid4)
    recording = models.UUIDField()
    person = models.UUIDField()
    started_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    # Seconds of the film that were sent, as [start_ms, end_ms] stretches, merged.
    stretches = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewing", "recording", "person"], name="one_entry_a_viewing")
        ]
        indexes = [models.Index(fields=["recording", "started_at"])]


class Deed(models.Model):
    """An act that must be provable afterwards: shared, withdrawn, deleted, paused, signed. No words."""

    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object = models.UUIDField()
    # Counts and enum words only, for example what a deletion's check found.
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object", "at"])]
