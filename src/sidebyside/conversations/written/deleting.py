"""The end of a transcript: its rows, what was kept of its corrections, and the key that all of it lies under."""

import uuid

from django.db import models, transaction

from sidebyside.conversations.models import (
    Edit,
    Piece,
    Pseudonym,
    SignOff,
    Transcript,
    Voice,
    Voices,
    WrittenTurn,
    talk_key,
)
from sidebyside.conversations.written import silence
from sidebyside.trust import keystore
from sidebyside.trust.shredding import Shredder

ROWS: dict[str, type[models.Model]] = {
    "turns": WrittenTurn,
    "voices": Voice,
    "voices told apart": Voices,
    "pieces": Piece,
    "corrections": Edit,
    "pseudonyms": Pseudonym,
    "sign-offs": SignOff,
}


def destroy(code: uuid.UUID) -> None:
    """Make all that was written down of a talk unreadable for good. ``code`` is the transcript's. Safe to repeat."""
    silence.make_final(code)
    # The key first: after a kill in between the rows can still be found and deleted, a key alone could not.
    keystore.destroy(talk_key(code))
    with transaction.atomic():
        Transcript.objects.filter(code=code).delete()


def left(code: uuid.UUID) -> dict[str, int]:
    """What still lies in the database and in the key store."""
    found = {word: model._base_manager.filter(transcript__code=code).count() for word, model in ROWS.items()}
    found["transcripts"] = Transcript.objects.filter(code=code).count()
    found["written keys"] = 0 if keystore.is_destroyed(talk_key(code)) else 1
    return found


SHREDDER = Shredder(room="conversations", destroy=destroy, left=left)
