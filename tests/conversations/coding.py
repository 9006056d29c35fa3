"""The page of codes, and one code chosen as its script does."""

import uuid
from typing import Any

from django.test import Client

from tests.cast import Cast


def at(cast: Cast, more: str = "") -> str:
    return f"/cycle/{cast.strand.code}/talk/codes/{more}"


def choose(client: Client, cast: Cast, code: uuid.UUID, dimension: str, **told: Any) -> Any:
    return client.post(at(cast, f"{code}/{dimension}/"), {"seen": "0"} | told, headers={"X-Talk": "part"})
