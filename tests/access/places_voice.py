"""What Ana spoke in every scene, and who may hear a byte of it, or read a word."""

import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from sidebyside.voice import notes
from sidebyside.voice.models import VoiceNote, WrittenNote
from tests.access.model import Right as R
from tests.cast import Cast
from tests.pages import hidden
from tests.voice.speaking import speak, webm

WITNESSES = {"Quillaloud": (R.READ_ANAS_OWN_WORDS,), "Quillinwords": (R.READ_ANAS_OWN_WORDS,)}
# No state of Ana's and Ben's cycle changes what these answer.
STILL = ("voice note",)
OWN_SHELVES = {"voice:note", "voice:written"}


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    note = notes.keep(cast.ana, "diary", uuid.uuid4(), 1000, webm(b"Quillaloud"))
    in_words(note, "Quillinwords")
    return {"voice note": {"code": note.code}}


def in_words(note: VoiceNote, words: str) -> None:
    state = WrittenNote.State.READY
    WrittenNote.objects.create(note=note, words=words, state=state, language="en", heard_at=timezone.now())


def fill(ana: Client, word: str) -> None:
    """The word into the sound itself, and into what is written down of it, by the product's own addresses."""
    code = speak(ana, "diary", webm(word.encode())).json()["code"]
    assert word.encode() in ana.get(f"/voice/{code}/").content
    write(ana, code, word)


def write(browser: Client, code: str, words: str) -> None:
    """As somebody types what they said."""
    at = f"/spoken/{code}/"
    told = {"do": "keep", "seen": hidden(browser.get(at), "seen"), "words": words}
    assert browser.post(at, told).status_code == 302
    assert words.encode() in browser.get(at).content
