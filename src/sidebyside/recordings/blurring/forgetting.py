"""What was found of faces, and what was chosen, ends with what was filmed."""

import uuid

from django.db.models import Model
from django.utils import timezone

from sidebyside.recordings.blurring.models import (
    Blurring,
    Covering,
    FaceStretch,
    FaceTrack,
    Recognised,
    SecondLook,
)
from sidebyside.recordings.models import Recording

FOUND: tuple[type[Model], ...] = (FaceStretch, FaceTrack, Covering)
# Said of the blurred film, and kept with it: also once what was filmed is destroyed.
LOOKED_THROUGH: tuple[type[Model], ...] = (Recognised, SecondLook)


def forget_faces(recording: Recording) -> None:
    forget_what_was_found(recording)
    for model in LOOKED_THROUGH:
        model._default_manager.filter(recording=recording).delete()
    Blurring.objects.filter(recording=recording).delete()


def forget_what_was_found(recording: Recording) -> None:
    for model in FOUND:
        model._default_manager.filter(recording=recording).delete()


def look_again(recording: Recording) -> None:
    """The film is another than the one that was looked through for faces, or that its blurred film was made of."""
    done = Blurring.objects.filter(recording=recording)
    done.filter(looking=Blurring.Work.DONE).update(looking=Blurring.Work.NONE, changed=True)
    made = Recording.objects.filter(pk=recording.pk, shows_blurred=True)
    made.update(blur_waits=True, looked_through_at=None)
    SecondLook.objects.filter(recording=recording, ended_at__isnull=True).update(
        ended_at=timezone.now(), end=SecondLook.End.ANOTHER
    )


def faces_left(code: uuid.UUID) -> int:
    """Rows that still say anything of faces in a recording."""
    models: tuple[type[Model], ...] = (*FOUND, *LOOKED_THROUGH, Blurring)
    return sum(model._default_manager.filter(recording__code=code).count() for model in models)
