"""Taking words away for good: from a turn, and from what is kept of its corrections."""

import json
import uuid
from collections.abc import Iterable

from django.utils import timezone

from sidebyside.conversations.models import Edit, Piece, Transcript, Voices, WrittenTurn
from sidebyside.conversations.written import wiped
from sidebyside.trust.sealed import Ciphertext


def wipe(transcript: Transcript, turns: Iterable[uuid.UUID]) -> int:
    """Blank these turns: their text and words are gone, here and in every remembered change that touched them."""
    told = list(turns)
    codes = {str(code) for code in told}
    blank = {"text": Ciphertext(), "words": Ciphertext(), "blanked_at": timezone.now()}
    count = WrittenTurn.objects.filter(transcript=transcript, code__in=codes).update(**blank)
    for edit in Edit.objects.filter(transcript=transcript):
        edit.transcript = transcript
        if edit.states and _touches(edit, codes):
            Edit.objects.filter(pk=edit.pk).update(states=Ciphertext())
    # What was heard before turns were formed of it.
    Piece.objects.filter(transcript=transcript).delete()
    Voices.objects.filter(transcript=transcript).delete()
    wiped(transcript, told)
    return count


def _touches(edit: Edit, codes: set[str]) -> bool:
    states = json.loads(edit.states)
    return bool(codes & (set(states["before"]) | set(states["after"])))
