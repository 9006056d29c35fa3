"""What was found of faces, and what was chosen, ends with what was filmed."""

import uuid

from django.db.models import Model

from sidebyside.recordings.blurring.models import Blurring, Covering, FaceStretch, FaceTrack
from sidebyside.recordings.models import Recording

FOUND: tuple[type[Model], ...] = (FaceStretch, FaceTrack, Covering)


def forget_faces(recording: Recording) -> None:
    forget_what_was_found(recording)
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


def faces_left(code: uuid.UUID) -> int:
    """Rows that still say anything of faces in a recording."""
    models: tuple[type[Model], ...] = (*FOUND, Blurring)
    return sum(model._default_manager.filter(recording__code=code).count() for model in models)
