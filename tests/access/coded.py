"""A written talk with codes, each with a word of its own."""

import json
import uuid
from typing import Any

from sidebyside.conversations.models import BlindCoding, Suggestions, Transcript, TurnCode
from tests.cast import Cast


def coded(cast: Cast, written: Transcript, turn: uuid.UUID) -> dict[str, dict[str, Any]]:
    """Suggested, coded by both together, and since then blind. Where it all lies."""
    element = {"first": str(turn), "last": str(turn), "initiation": "coachee", "subject": "Quillsuggested"}
    element |= {"tag": None, "p": 0.9, "because": ["Quillsuggested"]}
    codes = {"functions": [{"name": "question", "p": 0.9, "because": ["Quillsuggested"]}]}
    body = {"turns": {str(turn): codes}, "elements": [element], "spans": []}
    Suggestions.objects.create(transcript=written, made=1, revision=written.revision, body=json.dumps(body))
    told = {"transcript": written, "turn_code": turn, "dimension": "subject"}
    for coder, words in ((None, "Quillagreed"), (cast.ben, "Quillbenblind")):
        value = json.dumps({"starts": True, "tag": None, "words": words})
        TurnCode.objects.create(coder=coder, set_by=cast.ben, value=value, **told)
    BlindCoding.objects.create(transcript=written, begun_by=cast.ben)
    at = {"code": cast.strand.code}
    return {
        "coded turn": at | {"turn": turn, "dimension": "function"},
        "codes file": at | {"kind": "csv"},
    }
