"""A carousel for the whole school, and a poster of Ana's that she has shown to nobody yet."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sidebyside.core.media.remaking import Remade
from sidebyside.events.models import Event, Poster
from sidebyside.events.pictures import put_on
from sidebyside.programme.models import Programme
from tests.access.model import Right as R
from tests.cast import Cast
from tests.core.media.stills import taken
from tests.pages import hidden

WITNESSES = {
    "Quillheadline": (R.READ_ANAS_OWN_WORDS,),
    "Quilltrial": (R.READ_ANAS_OWN_WORDS,),
    "Quillsight": (R.READ_ANAS_OWN_WORDS,),
    "Quilltaking": (R.READ_ANAS_OWN_WORDS,),
    "Quillpicture": (R.READ_ANAS_OWN_WORDS,),
    "Quillpixels": (R.READ_ANAS_OWN_WORDS,),
}
STILL = (
    "programme with events",
    "carousel",
    "posters of the carousel",
    "poster of ana",
    "picture on ana's poster",
)
SHELVES = {"events:event", "events:poster", "events:sheets", "events:picture"}


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    event = Event.objects.create(
        programme=cast.programme,
        sort=Event.Sort.CAROUSEL,
        starts_at=timezone.now() + timedelta(days=20),
        whole_school=True,
    )
    poster = Poster.objects.create(
        event=event,
        author=cast.ana,
        title="Quillheadline",
        tried="Quilltrial",
        saw="Quillsight",
        take="Quilltaking",
    )
    put_on(poster, Remade(taken(b"Quillpixels"), 60, 40), "Quillpicture")
    code = {"code": event.code}
    return {
        "programme with events": {"code": cast.programme.code},
        "carousel": code,
        "posters of the carousel": code | {"which": "posters"},
        "poster of ana": code | {"which": "mine"},
        "picture on ana's poster": code | {"which": poster.code},
    }


def fill(ana: Client, word: str) -> None:
    """The word into every field of a poster, by the product's own address; it is not shown."""
    event = Event.objects.create(
        programme=Programme.objects.get(),
        sort=Event.Sort.CAROUSEL,
        starts_at=timezone.now() + timedelta(days=20),
        whole_school=True,
    )
    at = f"/events/{event.code}/poster/"
    words = dict.fromkeys(("title", "tried", "saw", "take"), word)
    assert ana.post(at, words | {"do": "keep", "seen": hidden(ana.get(at), "seen")}).status_code == 302
    picture = SimpleUploadedFile(f"{word}.jpg", taken(word.encode()))
    assert ana.post(at, {"do": "picture", "picture": picture, "alt": word}).status_code == 302
