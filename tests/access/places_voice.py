"""What Ana spoke in every scene, and who may hear a byte of it."""

import uuid
from typing import Any

from django.test import Client

from sidebyside.voice import notes
from tests.access.model import Right as R
from tests.cast import Cast
from tests.voice.speaking import speak, webm

WITNESSES = {"Quillaloud": (R.READ_ANAS_OWN_WORDS,)}
# No state of Ana's and Ben's cycle changes what these answer.
STILL = ("voice note",)
OWN_SHELVES = {"voice:note"}


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    note = notes.keep(cast.ana, "diary", uuid.uuid4(), 1000, webm(b"Quillaloud"))
    return {"voice note": {"code": note.code}}


def fill(ana: Client, word: str) -> None:
    """The word into the sound itself, by the product's own address."""
    code = speak(ana, "diary", webm(word.encode())).json()["code"]
    assert word.encode() in ana.get(f"/voice/{code}/").content
