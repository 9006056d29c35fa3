"""Codes and suggestions go with their transcript; this counts that they did."""

import uuid

from django.db import models

from sidebyside.conversations.models import BlindCoding, CoderReady, Suggestions, TurnCode
from sidebyside.trust.shredding import Shredder

ROWS: dict[str, tuple[type[models.Model], str]] = {
    "codes": (TurnCode, "transcript__code"),
    "suggestions": (Suggestions, "transcript__code"),
    "blind codings": (BlindCoding, "transcript__code"),
    "coders ready": (CoderReady, "blind__transcript__code"),
}


def destroy(code: uuid.UUID) -> None:
    """Before the transcript goes, and its key with it. Safe to repeat."""
    for model, way in ROWS.values():
        model._base_manager.filter(**{way: code}).delete()


def left(code: uuid.UUID) -> dict[str, int]:
    return {word: model._base_manager.filter(**{way: code}).count() for word, (model, way) in ROWS.items()}


SHREDDER = Shredder(room="conversations", destroy=destroy, left=left)
