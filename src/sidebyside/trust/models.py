"""What trust itself remembers. Public ids as values, no foreign keys: an entry outlives what it speaks of."""

import uuid

from django.db import models
from django.utils import timezone

from sidebyside.trust.chain_models import Chain as Chain
from sidebyside.trust.chain_models import Link as Link


class Access(models.Model):
    """One viewing of one recording by one person; only the owner ever reads it."""

    viewing = models.UUIDField(default=uuid.uuid4)
    recording = models.UUIDField()
    # In whose chain it is; empty for what was noted before there were chains.
    owner = models.UUIDField(null=True, db_index=True)
    person = models.UUIDField()
    started_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    # Seconds of the film that were sent, as [start_ms, end_ms] stretches, merged.
    stretches = models.JSONField(default=list)
    # Over, sealed whole in the owner's chain, and never changed again.
    is_ended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewing", "recording", "person"], name="one_entry_a_viewing")
        ]
        indexes = [
            models.Index(fields=["recording", "started_at"]),
            # The sweep asks for those every few seconds; nearly all are over.
            models.Index(fields=["last_at"], name="viewing_to_end", condition=models.Q(is_ended=False)),
        ]


class Deed(models.Model):
    """An act that must be provable afterwards: shared, withdrawn, deleted, paused, signed. No words."""

    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object = models.UUIDField()
    # In whose chain it is; empty for what is nobody's alone.
    owner = models.UUIDField(null=True, db_index=True)
    # Counts and enum words only, for example what a deletion's check found.
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object", "at"])]
