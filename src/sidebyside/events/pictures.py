"""A picture of a person's own on their poster: made anew, sealed, and read."""

import threading
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.remaking import Remade, remake
from sidebyside.core.saying import NotTaken
from sidebyside.events.models import Picture, Poster
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, one_piece
from sidebyside.trust.sealed import kept_bytes, seal_bytes

# What somebody may bring, in bytes: a phone's picture takes three to seven MB.
MOST_BYTES = 8 * 1024 * 1024
# The longest side of what is kept, in pixels: on A3 a picture is some 25 cm wide.
SIDE = 2000
LONGEST_ALT = 200
# Each is made anew in a process of its own, while a thread that serves pages waits for it: one at a time in each
# process, and a short wait for it, so that many pictures at once never hold all the threads for long.
AT_ONCE = threading.BoundedSemaphore(1)
LONGEST_WAIT_S = 2.0


def read(content: bytes) -> Remade:
    """A JPEG of what was brought, without a word about where, when and with what it was taken. Raises NotTaken."""
    if not AT_ONCE.acquire(timeout=LONGEST_WAIT_S):
        raise NotTaken(
            _(
                "Colleagues are putting pictures on just now. Wait a moment, then choose it again. Nothing was changed."
            )
        )
    try:
        return remake(content, SIDE)
    except MediaError as error:
        raise NotTaken(_why(error.code)) from None
    finally:
        AT_ONCE.release()


def _why(code: Code) -> str:
    if code == Code.EMPTY:
        return _("This file is empty. Choose the picture again.")
    if code == Code.NOT_MEDIA:
        return _("This is no JPEG, PNG or WebP. Save the picture as one of them, then choose it again.")
    if code in {Code.TOO_HEAVY, Code.TOO_SLOW, Code.STALLED}:
        return _("This picture is too large to be read here. Make it smaller, then choose it again.")
    return _("This picture is damaged and cannot be read. Choose it again, or another.")


@transaction.atomic
def put_on(poster: Poster, made: Remade, alt: str) -> None:
    """In the place of what is there. Every yes was to another poster: it hangs no more until each is said anew.

    Raises NotTaken where the poster was erased meanwhile.
    """
    if not _take_down(poster):
        raise NotTaken(_("Your poster was erased in another tab, so there is nothing to put a picture on."))
    Picture.objects.filter(poster=poster).delete()
    picture = Picture(poster=poster, alt=alt, width=made.width, height=made.height)
    picture.content = seal_bytes(picture, "content", made.jpeg)
    picture.save()


@transaction.atomic
def take_off(poster: Poster) -> None:
    if _take_down(poster):
        Picture.objects.filter(poster=poster).delete()


def _take_down(poster: Poster) -> bool:
    """False where there is no such poster any more."""
    # One at a time: two pictures at once would both find none there.
    if not Poster.objects.select_for_update().filter(pk=poster.pk).values_list("pk").first():
        return False
    Poster.objects.filter(pk=poster.pk).update(ready_at=None, shown_at=None, changed_at=timezone.now())
    poster.beside.update(yes_at=None)
    return True


def content_of(picture: Picture) -> bytes:
    """A JPEG. Raises KeyGone, SealBroken, Picture.DoesNotExist."""
    return kept_bytes(picture, "content")


def files_of(person: Person) -> Iterable[File]:
    """What somebody takes away: each by the day of its event."""
    rows = Picture.objects.filter(poster__author=person).select_related("poster__event", "poster__author")
    for number, one in enumerate(rows.defer("content").order_by("pk"), 1):
        day = timezone.localtime(one.poster.event.starts_at).date().isoformat()
        yield File(f"posters/{day}-{number}.jpg", partial(one_piece, one, "content"))
