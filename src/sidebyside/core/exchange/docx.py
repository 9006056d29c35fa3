"""Word documents: transcripts as Teams writes them, typed ones, and tables; and a table of our own.

Only `word/document.xml` is read, in memory. Pictures, links, fields and macros are never looked at.
"""

import html
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import columns, typed
from .columns import Record
from .errors import Code, ExchangeError
from .notes import Mend, Notebook
from .places import Place, Unit
from .safe_xml import Event, Happening, events
from .safe_zip import Archive
from .shapes import Row, Transcript, tidy
from .times import written

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = frozenset((_WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main"))
_DOCUMENT = "word/document.xml"
_DOCUMENT_SORT = "/officeDocument"
# What is said twice for older programs, what was deleted, and what floats beside the text.
_SKIPPED = frozenset(("Fallback", "del", "moveFrom", "txbxContent"))
_TRACKED = frozenset(("ins", "del", "moveFrom", "moveTo"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def rows(content: bytes, notes: Notebook) -> Iterator[Row]:
    archive = Archive(content)
    name = _document_name(archive)
    if name not in archive:
        raise ExchangeError(Code.NOT_WORD)
    body = _Reader().body(archive.read(name))
    if body.tracked:
        notes.add(Mend.TRACKED)
    tables = [found for found in (_talk_table(table, body) for table in body.tables) if found]
    if not tables:
        return typed.rows(body.all_lines(), notes)
    for line in body.lines:
        if line.text:
            notes.add(Mend.PREAMBLE, line.place)
    return (row for found, records in tables for row in columns.rows(found, records, notes))


def _document_name(archive: Archive) -> str:
    """Word on the web calls the document `document2.xml`; the list of relations tells."""
    if "_rels/.rels" not in archive:
        return _DOCUMENT
    for event in events(archive.read("_rels/.rels")):
        if event.name == "Relationship" and event.attributes.get("Type", "").endswith(_DOCUMENT_SORT):
            return event.attributes.get("Target", _DOCUMENT).lstrip("/")
    return _DOCUMENT


@dataclass(slots=True)
class _Body:
    """`lines` are those outside of tables; `order` has both, as they stand in the document."""

    lines: list[typed.Line] = field(default_factory=list)
    tables: list[list[Record]] = field(default_factory=list)
    order: list[typed.Line | list[Record]] = field(default_factory=list)
    tracked: bool = False

    def all_lines(self) -> list[typed.Line]:
        """With the cells of tables as lines."""
        lines: list[typed.Line] = []
        for part in self.order:
            if isinstance(part, typed.Line):
                lines.append(part)
                continue
            for record in part:
                lines += [typed.Line(record.place, cell) for cell in record.cells if cell.strip()]
                lines.append(typed.Line(record.place, ""))
        return lines


def _talk_table(table: list[Record], body: _Body) -> tuple[columns.Columns, list[Record]] | None:
    """A table with headings, or one with more words than stand outside of it that looks like a talk."""
    found = columns.from_headings(table[0].cells) if table else None
    if found and found.places:
        return found, table[1:]
    inside = sum(len(cell) for record in table for cell in record.cells)
    if inside <= sum(len(line.text) for line in body.lines):
        return None
    found = columns.guessed(table)
    return (found, table) if found and "speaker" in found.places else None


class _Reader:
    def __init__(self) -> None:
        self._body = _Body()
        self._skipping = 0
        self._in_text = False
        self._table_depth = 0
        self._text: list[str] = []
        self._cell: list[str] = []
        self._cells: list[str] = []
        self._table: list[Record] = []
        self._paragraphs = 0
        self._rows = 0

    def body(self, content: bytes) -> _Body:
        for event in events(content):
            if event.what is Happening.TEXT:
                if self._in_text and not self._skipping:
                    self._text.append(event.text)
            elif event.name in _SKIPPED:
                self._skipping += 1 if event.what is Happening.BEGIN else -1
                self._body.tracked |= event.name in _TRACKED
            elif event.space in _SPACES and not self._skipping:
                (self._begin if event.what is Happening.BEGIN else self._end)(event)
        return self._body

    def _begin(self, event: Event) -> None:
        self._in_text = event.name == "t"
        if event.name in _SIGNS:
            self._text.append(_SIGNS[event.name])
        elif event.name == "tbl":
            self._table_depth += 1
        elif event.name in _TRACKED:
            self._body.tracked = True

    def _end(self, event: Event) -> None:
        self._in_text = False
        if event.name == "p":
            self._end_paragraph()
        elif event.name == "tbl":
            self._table_depth -= 1
            if self._table_depth == 0:
                self._end_table()
        elif self._table_depth == 1 and event.name == "tc":
            self._cells.append(" ".join(self._cell))
            self._cell = []
        elif self._table_depth == 1 and event.name == "tr":
            self._rows += 1
            self._table.append(Record(Place(Unit.ROW, self._rows), tuple(self._cells)))
            self._cells = []

    def _end_paragraph(self) -> None:
        text, self._text = "".join(self._text), []
        if not text.strip():
            return
        if self._table_depth:
            self._cell.append(text)
            return
        self._paragraphs += 1
        place = Place(Unit.PARAGRAPH, self._paragraphs)
        lines = [typed.Line(place, line) for line in text.split("\n") if line.strip()]
        for line in [*lines, typed.Line(place, "")]:
            self._body.lines.append(line)
            self._body.order.append(line)

    def _end_table(self) -> None:
        self._body.tables.append(self._table)
        self._body.order.append(self._table)
        self._table = []


_HEADINGS = ("Start", "End", "Speaker", "Words")
_WIDTHS = (1500, 1500, 1800, 5000)
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def write(transcript: Transcript) -> bytes:
    """A table with a heading row: whoever corrects it in Word can bring it back without losing a time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            (_DOCUMENT, _document(transcript)),
        ):
            # The fixed date is zip's earliest: one talk gives one file.
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, text.encode())
    return made.getvalue()


def _document(transcript: Transcript) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    talk = [
        _row([_clock(turn.start_ms), _clock(turn.end_ms), turn.speaker or "", turn.text])
        for turn in transcript.turns
    ]
    return "".join(
        [
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{_WORD}"><w:body><w:tbl>',
            f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>',
            f"<w:tblGrid>{grid}</w:tblGrid>",
            _row(_HEADINGS, "<w:trPr><w:tblHeader/></w:trPr>", "<w:rPr><w:b/></w:rPr>"),
            *talk,
            "</w:tbl><w:p/><w:sectPr/></w:body></w:document>",
        ]
    )


def _clock(ms: int | None) -> str:
    return "" if ms is None else written(ms)


def _row(texts: tuple[str, ...] | list[str], row_look: str = "", text_look: str = "") -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:r>{text_look}'
        f'<w:t xml:space="preserve">{html.escape(tidy(text), quote=False)}</w:t></w:r></w:p></w:tc>'
        for text, width in zip(texts, _WIDTHS, strict=True)
    )
    return f"<w:tr>{row_look}{cells}</w:tr>"
