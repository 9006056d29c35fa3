"""CSV as spreadsheets and programs write it, with its separator and headings found out; and a CSV of our own.

What we write cannot run in a spreadsheet: a cell that would begin a formula gets an apostrophe, also where a
spreadsheet of another country would begin a cell, after a semicolon. Reading takes exactly that away again.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from . import columns
from .columns import Columns, Record
from .decoding import text_of
from .errors import Code, ExchangeError
from .notes import Notebook
from .places import line
from .shapes import LIMIT_ROWS, Row, Transcript, tidy

_SEPARATORS = (",", ";", "\t", "|")
_HEAD_CHARACTERS = 20_000
_LOOKED_AT_ROWS = 60
_FEWEST_ROWS = 4
_MOST_SPEAKERS = 4
_BEGINS_CELL = r"((?:^|[;,\t])\"*)"
_BEGINS_FORMULA = r"(?='*[=+\-@＝＋－＠])"
_TO_GUARD = re.compile(_BEGINS_CELL + _BEGINS_FORMULA)
_GUARDED = re.compile(_BEGINS_CELL + "'" + _BEGINS_FORMULA)
_OWN = ("speaker", "start_ms", "end_ms", "text")


def rows(content: bytes, notes: Notebook) -> Iterator[Row]:
    text = text_of(content, notes)
    separator, found = _understood(text)
    records = _records(text, separator)
    if found is None:
        found = columns.guessed(records)
    elif records:
        records = records[1:]
    if found is None:
        raise ExchangeError(Code.CSV_COLUMNS, line(1))
    return columns.rows(found, records, notes)


def has_headings(text: str) -> bool:
    """Whether the first row names what was said and something beside it."""
    found = _understood(text)[1]
    return found is not None and bool(found.places)


def is_a_table(text: str) -> bool:
    """Whether rows without headings are a table all the same: as many cells in each, and the same few speakers again
    and again. Running text with a comma in each line has not.
    """
    if has_headings(text):
        return True
    try:
        records = _records(text, _understood(text)[0])[:_LOOKED_AT_ROWS]
    except ExchangeError:
        return False
    found = columns.guessed(records)
    if found is None or "speaker" not in found.places or len(records) < _FEWEST_ROWS:
        return False
    spoken = Counter(record.cells[found.places["speaker"]].strip() for record in records)
    return len(spoken) <= _MOST_SPEAKERS and all(count > 1 for count in spoken.values())


def _understood(text: str) -> tuple[str, Columns | None]:
    """The separator under which the first row names most columns, else the one that parts the rows most evenly."""
    head = text[:_HEAD_CHARACTERS]
    best, most, named = ",", (-1, -1), None
    for separator in _SEPARATORS:
        sample = _sample(head, separator)
        found = columns.from_headings(sample[0]) if sample else None
        named_columns = len(found.places) + 1 if found else 0
        widths = [len(cells) for cells in sample]
        even = max(widths, default=0) if len(set(widths)) == 1 else 0
        if (named_columns, even) > most:
            best, most, named = separator, (named_columns, even), found
    return best, named


def _sample(head: str, separator: str) -> list[list[str]]:
    sample: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
            if cells:
                sample.append(cells)
    except csv.Error:
        pass
    return sample[: max(1, len(sample) - 1)][:20]


def _records(text: str, separator: str) -> list[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[Record] = []
    first_line = 1
    try:
        for cells in reader:
            if any(cells):
                records.append(Record(line(first_line), [_GUARDED.sub(r"\1", cell) for cell in cells]))
            if len(records) > LIMIT_ROWS + 1:
                raise ExchangeError(Code.TOO_MANY, line(first_line))
            first_line = reader.line_num + 1
    except csv.Error:
        raise ExchangeError(Code.CSV_BROKEN, line(first_line)) from None
    return records


def write(transcript: Transcript) -> bytes:
    made = io.StringIO(newline="")
    # Everything quoted, so that a comma in a sentence never looks like the next column.
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(_OWN)
    for turn in transcript.turns:
        cells = (turn.speaker or "", turn.start_ms, turn.end_ms, turn.text)
        writer.writerow(["" if cell is None else _guarded(cell) for cell in cells])
    # With the mark at the beginning, or Excel shows accents as two letters.
    return made.getvalue().encode("utf-8-sig")


def _guarded(cell: str | int) -> str:
    return _TO_GUARD.sub(r"\1'", tidy(str(cell)))
