"""Stored files and their rows: begun under an attempt, published by one conditional UPDATE, or dropped."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sidebyside.recordings import store
from sidebyside.recordings.models import Extract, Recording, Rendition


class Overtaken(Exception):
    """Another run of this work, or the end of the film, came first: what is being written is not wanted."""


def place(rendition: Rendition) -> store.Place:
    return store.Place(
        lies_under(rendition.recording, rendition.blurred), rendition.role, rendition.name, rendition.attempt
    )


def lies_under(recording: Recording, blurred: bool) -> uuid.UUID:
    """Names the folder and the key of a recording's files."""
    return recording.blurred_code if blurred else recording.code


def begin(
    recording: Recording,
    role: Rendition.Role,
    attempt: int,
    media_type: str,
    owed: QuerySet[Any],
    extract: Extract | None = None,
    *,
    blurred: bool = False,
) -> Rendition:
    """A row for a file that is about to be written, made only while ``owed`` still finds the work owed.

    The row comes before the file, so that a deletion or a kill in between leaves no file nobody knows of.
    """
    with transaction.atomic():
        if not owed.select_for_update().exists():
            raise Overtaken
        return Rendition.objects.create(
            recording=recording,
            extract=extract,
            role=role,
            attempt=attempt,
            blurred=blurred,
            name=store.new_name(lies_under(recording, blurred)),
            media_type=media_type,
        )


def publish(rendition: Rendition, owed: QuerySet[Any]) -> bool:
    """Show this file from now on. False where the same attempt has published one already.

    Raises Overtaken where the work is not owed any more.
    """
    same = Rendition.objects.filter(
        recording=rendition.recording_id,
        role=rendition.role,
        blurred=rendition.blurred,
        extract=rendition.extract_id,
        published_at__isnull=False,
    )
    try:
        with transaction.atomic():
            if not owed.select_for_update().exists():
                raise Overtaken
            same.filter(attempt__lt=rendition.attempt).update(published_at=None)
            shown = Rendition.objects.filter(pk=rendition.pk).update(
                published_at=timezone.now(), size=rendition.size, shape=rendition.shape
            )
    except IntegrityError:
        return False
    if not shown:
        raise Overtaken
    return True


def drop(renditions: QuerySet[Rendition]) -> None:
    for rendition in renditions:
        store.delete(rendition.name)
        Rendition.objects.filter(pk=rendition.pk).delete()


class Sink:
    """A file of a recording on its way, as core.media writes one. Published when it is closed."""

    def __init__(self, rendition: Rendition, owed: QuerySet[Any]) -> None:
        self._owed = owed
        self.rendition = rendition
        self._writer = store.create(place(rendition))

    def write(self, block: bytes, /) -> None:
        self._writer.append(block)

    def close(self) -> None:
        self.rendition.size = self._writer.seal()
        self._writer.close()
        if not publish(self.rendition, self._owed):
            drop(Rendition.objects.filter(pk=self.rendition.pk))

    def abandon(self) -> None:
        self._writer.close()
