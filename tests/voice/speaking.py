"""Sound as a page sends it."""

import uuid
from typing import Any

from django.test import Client

WEBM = b"\x1a\x45\xdf\xa3"


def webm(sound: bytes = b"hello") -> bytes:
    return WEBM + sound


def speak(browser: Client, place: str, sound: bytes, once: str = "", length: str = "61000") -> Any:
    told = {"Voice-Place": place, "Voice-Once": once or str(uuid.uuid4()), "Voice-Length": length}
    return browser.post("/voice/", sound, content_type="audio/webm", headers=told)
