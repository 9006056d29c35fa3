"""SRT: numbered captions with a comma in their times; any encoding, tags now and then."""

from collections.abc import Iterator

from . import cues
from .decoding import text_of
from .notes import Notebook
from .shapes import Row


def rows(content: bytes, notes: Notebook) -> Iterator[Row]:
    return cues.rows(text_of(content, notes), notes)
