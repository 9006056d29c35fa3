"""XML without what can do harm: no document types, no entities, nothing fetched, nothing nested without end."""

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import NamedTuple
from xml.parsers import expat

from .errors import Code, ExchangeError
from .places import line

_DEEPEST = 200
# Word writes some 25 for a row of a table; this is twice what 20,000 turns need.
_MOST_ELEMENTS = 1_000_000
_STEP = 1 << 16


_NONE: Mapping[str, str] = MappingProxyType({})


class Happening(Enum):
    BEGIN = auto()
    TEXT = auto()
    END = auto()


class Event(NamedTuple):
    """A tuple, since a file has a million. `name` without its namespace, which is in `space`; `line` counts from 1."""

    what: Happening
    line: int
    name: str = ""
    space: str = ""
    attributes: Mapping[str, str] = _NONE
    text: str = ""


def events(content: bytes) -> Iterator[Event]:
    """What happens in the file, in its order, a piece of the file at a time."""
    reader = _Reader()
    for at in range(0, len(content), _STEP):
        yield from reader.feed(content[at : at + _STEP], last=False)
    yield from reader.feed(b"", last=True)


class _Reader:
    def __init__(self) -> None:
        self._found: list[Event] = []
        self._depth = 0
        self._elements = 0
        # The namespace stands before the name, parted by a character that neither may hold.
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse

    def feed(self, piece: bytes, *, last: bool) -> list[Event]:
        self._found = []
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise ExchangeError(Code.BROKEN_XML, line(error.lineno)) from None
        except (LookupError, ValueError):
            # An encoding that is unknown, or that has more than one byte a letter.
            raise ExchangeError(Code.BROKEN_XML, line(1)) from None
        return self._found

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise ExchangeError(Code.TOO_MANY, line(self._parser.CurrentLineNumber))
        if self._depth > _DEEPEST:
            raise ExchangeError(Code.XML_DEEP, line(self._parser.CurrentLineNumber))
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items()} if attributes else _NONE
        self._add(Happening.BEGIN, name, given)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._add(Happening.END, name, _NONE)

    def _add(self, what: Happening, name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._found.append(Event(what, self._parser.CurrentLineNumber, local, space, attributes))

    def _text(self, text: str) -> None:
        self._found.append(Event(Happening.TEXT, self._parser.CurrentLineNumber, text=text))

    def _refuse(self, *_: object) -> int:
        raise ExchangeError(Code.XML_ENTITIES, line(self._parser.CurrentLineNumber))
