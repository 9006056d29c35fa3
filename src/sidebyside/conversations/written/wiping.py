"""Taking words away for good: from turns, and from all that is kept of how they came about."""

import uuid
from collections.abc import Iterable

from django.utils import timezone

from sidebyside.conversations.models import Edit, Piece, Transcript, Voices, WrittenTurn
from sidebyside.conversations.written import wiped
from sidebyside.trust.sealed import Ciphertext


def wipe(transcript: Transcript, turns: Iterable[uuid.UUID]) -> int:
    """Blank these turns: their text and words are gone, and with them every remembered change.

    Words wander from turn to turn when those are split and joined, so that no remembered change can be told to be
    free of them; undo begins anew after this.
    """
    codes = list(turns)
    blank = {"text": Ciphertext(), "words": Ciphertext(), "blanked_at": timezone.now()}
    count = WrittenTurn.objects.filter(transcript=transcript, code__in=codes).update(**blank)
    Edit.objects.filter(transcript=transcript).update(states=Ciphertext(), turn_code=None)
    # What was heard before turns were formed of it.
    Piece.objects.filter(transcript=transcript).delete()
    Voices.objects.filter(transcript=transcript).delete()
    wiped(transcript, codes)
    return count
