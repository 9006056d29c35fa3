"""A blurred film as the worker leaves it, with whatever bytes a test wants to be shown."""

from django.utils import timezone

from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import films
from sidebyside.recordings.blurring.models import Blurring
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import keystore

TYPES = {"film": "video/mp4", "poster": "image/jpeg", "strip": "image/jpeg", "peaks": "application/json"}


def blur(film: Recording, bodies: dict[str, bytes]) -> Recording:
    """``bodies`` by role. It waits to be looked through."""
    keystore.key_made_on_first_use(f"recording:{film.blurred_code}")
    Blurring.objects.update_or_create(
        recording=film, defaults={"making": Blurring.Work.DONE, "make_attempt": 1}
    )
    for role, body in bodies.items():
        rendition = Rendition.objects.create(
            recording=film,
            role=role,
            blurred=True,
            attempt=1,
            name=store.new_name(film.blurred_code),
            media_type=TYPES[role],
            size=len(body),
            published_at=timezone.now(),
        )
        with store.create(renditions.place(rendition)) as writer:
            writer.append(body)
            writer.seal()
    Recording.objects.filter(pk=film.pk).update(shows_blurred=True, blur_waits=True, looked_through_at=None)
    return films().get(pk=film.pk)
