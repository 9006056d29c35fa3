"""Sound as a page sends it."""

import uuid
from typing import Any

from django.contrib.auth import get_user
from django.test import Client

WEBM = b"\x1a\x45\xdf\xa3"


def webm(sound: bytes = b"hello") -> bytes:
    return WEBM + sound


def speak(browser: Client, place: str, sound: bytes, once: str = "", length: str = "61000") -> Any:
    told = {"Voice-Place": place, "Voice-Once": once or str(uuid.uuid4()), "Voice-Length": length}
    return browser.post("/voice/", sound, content_type="audio/webm", headers=told | whose_page(browser))


def whose_page(browser: Client) -> dict[str, str]:
    """What a page says that was opened by whoever is signed in."""
    return {"Voice-Person": str(get_user(browser).code)}  # type: ignore[arg-type, union-attr]
