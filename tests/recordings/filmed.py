"""A device that films: it speaks of its parts, sends them, and says that it has stopped. Its bytes mean nothing."""

import json
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from sidebyside.recordings.models import Recording
from tests.recordings.conftest import metadata, send

MB = 1024 * 1024
TUS = {"tus-resumable": "1.0.0"}


def speak(
    client: Client, strand: uuid.UUID, film: uuid.UUID | str, number: int = 1, **words: str
) -> tuple[int, str]:
    """The status of a POST for a part, and the address of its upload."""
    said = {
        "strand": str(strand),
        "sort": "lesson",
        "film": str(film),
        "part": str(number),
        "starts_at": str(int(timezone.now().timestamp() * 1000)),
        "picture": "1",
    } | words
    headers = TUS | {"upload-defer-length": "1", "upload-metadata": metadata(**said)}
    response = client.post("/upload/", headers=headers)
    return response.status_code, response.headers.get("Location", "")


def begin_part(client: Client, strand: uuid.UUID, film: uuid.UUID, number: int = 1, **words: str) -> str:
    status, address = speak(client, strand, film, number, **words)
    assert status == 201
    return address


def send_all(client: Client, address: str, body: bytes, offset: int = 0) -> int:
    """What is left of a part, and its length, known only now."""
    return send(client, address, offset, body, **{"upload-length": str(offset + len(body))})


def send_part(client: Client, strand: uuid.UUID, film: uuid.UUID, number: int, body: bytes) -> str:
    address = begin_part(client, strand, film, number)
    assert send_all(client, address, body) == 204
    return address


def say_ended(client: Client, strand: uuid.UUID, film: uuid.UUID, parts: Any, pauses: Any = None) -> Any:
    said = json.dumps({"parts": parts, "pauses": pauses or {}})
    return client.post(f"/cycle/{strand}/film/device/{film}/ended/", said, content_type="application/json")


def state(client: Client, strand: uuid.UUID, film: uuid.UUID) -> Any:
    response = client.get(f"/cycle/{strand}/film/device/{film}/")
    assert response.status_code == 200, response.status_code
    return response.json()


def whole_film(client: Client, strand: uuid.UUID, *bodies: bytes) -> Recording:
    film = uuid.uuid4()
    for number, body in enumerate(bodies, 1):
        send_part(client, strand, film, number, body)
    assert say_ended(client, strand, film, len(bodies)).json()["state"] == "safe"
    return Recording.objects.get(code=film)
