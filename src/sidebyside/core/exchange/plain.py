"""Plain text: "Name: words", times in brackets if there are any."""

from collections.abc import Iterator

from . import typed
from .decoding import text_of
from .notes import Notebook
from .places import line
from .shapes import Row


def rows(content: bytes, notes: Notebook) -> Iterator[Row]:
    lines = text_of(content, notes).split("\n")
    return typed.rows([typed.Line(line(number), text) for number, text in enumerate(lines, 1)], notes)
