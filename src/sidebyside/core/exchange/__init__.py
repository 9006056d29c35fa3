"""Transcripts in and out: pure functions from bytes to turns and back. Start with `read` and `write`."""

from .errors import Code, ExchangeError
from .kinds import ENDINGS, WRITERS, Kind, read, sniff, write
from .notes import Mend, Note
from .places import Place, Unit
from .shapes import LIMIT_BYTES, Transcript, Turn, Word

__all__ = [
    "ENDINGS",
    "LIMIT_BYTES",
    "WRITERS",
    "Code",
    "ExchangeError",
    "Kind",
    "Mend",
    "Note",
    "Place",
    "Transcript",
    "Turn",
    "Unit",
    "Word",
    "read",
    "sniff",
    "write",
]
