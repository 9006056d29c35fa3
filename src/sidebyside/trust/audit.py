"""Writing down what happened, without what it was about."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sidebyside.trust.models import Access, Deed

# A pause longer than this begins a new viewing.
VIEWING_GAP = timedelta(minutes=30)


def did(
    act: str, kind: str, thing: uuid.UUID, by: uuid.UUID | None = None, **facts: int | str | bool
) -> Deed:
    return Deed.objects.create(act=act, kind=kind, object=thing, by=by, facts=facts)


def deeds(thing: uuid.UUID) -> list[Deed]:
    return list(Deed.objects.filter(object=thing).order_by("at", "pk"))


@transaction.atomic
def saw(person: uuid.UUID, recording: uuid.UUID, viewing: uuid.UUID, start_ms: int, end_ms: int) -> None:
    """Add a stretch of film to a viewing; one row a person, film and viewing."""
    entry, _new = Access.objects.select_for_update().get_or_create(
        viewing=viewing, recording=recording, person=person
    )
    entry.stretches = merged([*entry.stretches, [start_ms, end_ms]])
    entry.last_at = timezone.now()
    entry.save(update_fields=["stretches", "last_at"])


def merged(stretches: list[list[int]]) -> list[list[int]]:
    """Overlapping or touching [start_ms, end_ms] stretches joined, in order."""
    joined: list[list[int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def accesses(recording: uuid.UUID) -> list[Access]:
    return list(Access.objects.filter(recording=recording).order_by("-started_at"))
