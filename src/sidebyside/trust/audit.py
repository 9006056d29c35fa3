"""Writing down what happened, without what it was about."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sidebyside.trust import chain
from sidebyside.trust.models import Access, Deed
from sidebyside.trust.policy import Kind

# A pause longer than this begins a new viewing.
VIEWING_GAP = timedelta(minutes=30)


def did(
    act: str, kind: str, thing: uuid.UUID, by: uuid.UUID | None = None, **facts: int | str | bool
) -> Deed:
    return did_for(chain.owner_of(kind, thing), act, kind, thing, by, **facts)


def did_for(
    owner: uuid.UUID | None,
    act: str,
    kind: str,
    thing: uuid.UUID,
    by: uuid.UUID | None = None,
    **facts: int | str | bool,
) -> Deed:
    """As ``did``, into the chain of somebody who is named: for what is nobody's alone, such as a talk."""
    made = {"act": act, "kind": kind, "object": thing, "by": by, "owner": owner, "facts": facts}
    if owner is None:
        return Deed.objects.create(**made)
    with transaction.atomic():
        deed = Deed.objects.create(**made)
        chain.append(owner, chain.Sort.DEED, deed.pk, chain.done(deed))
        return deed


def deeds(thing: uuid.UUID) -> list[Deed]:
    return list(Deed.objects.filter(object=thing).order_by("at", "pk"))


def noted(things: Iterable[uuid.UUID], acts: Iterable[str]) -> set[uuid.UUID]:
    """Of these things, those with which one of these acts was done."""
    done = Deed.objects.filter(object__in=list(things), act__in=list(acts))
    return set(done.values_list("object", flat=True))


@transaction.atomic
def saw(person: uuid.UUID, recording: uuid.UUID, viewing: uuid.UUID, start_ms: int, end_ms: int) -> None:
    """Add a stretch of film to a viewing; one row a person, film and viewing. What is over begins anew."""
    entry, is_new = Access.objects.select_for_update().get_or_create(
        viewing=viewing, recording=recording, person=person
    )
    if is_new:
        _begin(entry)
    if entry.is_ended:
        saw(person, recording, uuid.uuid4(), start_ms, end_ms)
        return
    entry.stretches = merged([*entry.stretches, [start_ms, end_ms]])
    entry.last_at = timezone.now()
    entry.save(update_fields=["stretches", "last_at"])


def _begin(entry: Access) -> None:
    entry.owner = chain.owner_of(Kind.FILM, entry.recording)
    if entry.owner is not None:
        entry.save(update_fields=["owner"])
        chain.append(entry.owner, chain.Sort.BEGAN, entry.pk, chain.began(entry))


def of_before() -> tuple[QuerySet[Access], QuerySet[Deed]]:
    """Viewings and deeds with a film that stand in nobody's chain: noted before there were chains, or a talk's."""
    return Access.objects.filter(owner=None), Deed.objects.filter(owner=None, kind=Kind.FILM)


@transaction.atomic
def take_in(recording: uuid.UUID) -> None:
    """Put what was noted of a recording before there were chains into its owner's. Safe to repeat."""
    owner = chain.owner_of(Kind.FILM, recording)
    if owner is None:
        return
    viewings, deeds = of_before()
    for entry in viewings.select_for_update().filter(recording=recording).order_by("pk"):
        entry.owner = owner
        entry.save(update_fields=["owner"])
        chain.append(owner, chain.Sort.BEGAN, entry.pk, chain.began(entry))
    for deed in deeds.select_for_update().filter(object=recording).order_by("pk"):
        deed.owner = owner
        deed.save(update_fields=["owner"])
        chain.append(owner, chain.Sort.DEED, deed.pk, chain.done(deed))


def to_end() -> QuerySet[Access]:
    """Viewings of which no more can come."""
    over = timezone.now() - VIEWING_GAP
    return Access.objects.filter(is_ended=False, last_at__lt=over, owner__isnull=False)


@transaction.atomic
def end(viewing: uuid.UUID) -> None:
    """Seal what is over whole. Safe to repeat, and at the same time."""
    for entry in to_end().select_for_update().filter(viewing=viewing).order_by("pk"):
        assert entry.owner is not None
        entry.is_ended = True
        entry.save(update_fields=["is_ended"])
        chain.append(entry.owner, chain.Sort.ENDED, entry.pk, chain.ended(entry))


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
