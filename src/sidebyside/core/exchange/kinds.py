"""The kinds of file, which one a file is (by what is in it, never by its name), and reading and writing any of them."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from . import csv_table, docx, eaf, eaf_write, json_turns, plain, subrip, webvtt
from .decoding import text_of
from .errors import Code, ExchangeError
from .mending import settle
from .notes import Notebook
from .shapes import LIMIT_BYTES, Row, Transcript


class Kind(StrEnum):
    VTT = "vtt"
    SRT = "srt"
    DOCX = "docx"
    EAF = "eaf"
    CSV = "csv"
    TEXT = "text"
    JSON = "json"


READERS: dict[Kind, Callable[[bytes, Notebook], Iterable[Row]]] = {
    Kind.VTT: webvtt.rows,
    Kind.SRT: subrip.rows,
    Kind.DOCX: docx.rows,
    Kind.EAF: eaf.rows,
    Kind.CSV: csv_table.rows,
    Kind.TEXT: plain.rows,
    Kind.JSON: json_turns.rows,
}
WRITERS: dict[Kind, Callable[[Transcript], bytes]] = {
    Kind.VTT: webvtt.write,
    Kind.EAF: eaf_write.write,
    Kind.CSV: csv_table.write,
    Kind.DOCX: docx.write,
    Kind.JSON: json_turns.write,
}
ENDINGS: dict[str, Kind] = {
    "vtt": Kind.VTT,
    "srt": Kind.SRT,
    "docx": Kind.DOCX,
    "eaf": Kind.EAF,
    "csv": Kind.CSV,
    "tsv": Kind.CSV,
    "txt": Kind.TEXT,
    "json": Kind.JSON,
}

_LOOKED_AT = 64 * 1024
_TIME_LINE = re.compile(r"^[ \t]*-?[0-9][0-9:.,]*\s*-->", re.MULTILINE)
_ZIP = b"PK\x03\x04"
# Old Word, rich text, PDF, web pages.
_OTHER_DOCUMENTS = (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF", b"<!DOCTYPE html", b"<!doctype html", b"<html")

_OTHER_TEXTS = ("<?xml", "<svg", "#EXTM3U", "%!PS")


def read(content: bytes, kind: Kind | None = None, *, keep_rows: bool = False) -> Transcript:
    """The transcript in a file, mended where that is safe, with a note of what was mended.

    Without a kind it is found out from the content. `keep_rows` keeps every row a turn, in the order of the file.
    Raises ExchangeError, with the place in the file, for what cannot be used.
    """
    _check_size(content)
    notes = Notebook()
    rows = READERS[kind or sniff(content)](content, notes)
    return settle(rows, notes, keep_rows=keep_rows)


def write(transcript: Transcript, kind: Kind) -> bytes:
    """Raises ExchangeError where the kind is not written here, or needs times that are not there."""
    if kind not in WRITERS:
        raise ExchangeError(Code.READ_ONLY)
    return WRITERS[kind](transcript)


def sniff(content: bytes) -> Kind:
    _check_size(content)
    if content.startswith(_ZIP):
        return Kind.DOCX
    if content.lstrip()[:32].startswith(_OTHER_DOCUMENTS):
        raise ExchangeError(Code.OTHER_DOCUMENT)
    text = text_of(content[:_LOOKED_AT], Notebook()).lstrip()
    if text.startswith("WEBVTT"):
        return Kind.VTT
    if text.startswith("<") and "<ANNOTATION_DOCUMENT" in text:
        return Kind.EAF
    if text.startswith("{") and '"turns"' in text:
        return Kind.JSON
    if csv_table.has_headings(text):
        return Kind.CSV
    if _TIME_LINE.search(text):
        return Kind.SRT
    if csv_table.is_a_table(_whole_lines(text)):
        return Kind.CSV
    if _is_text(text) and not text.startswith(_OTHER_TEXTS):
        return Kind.TEXT
    raise ExchangeError(Code.NOT_TEXT)


def _whole_lines(text: str) -> str:
    """Without a last line that was cut off where looking ended."""
    return text[: text.rfind("\n")] if len(text) >= _LOOKED_AT // 4 and "\n" in text else text


def _check_size(content: bytes) -> None:
    if not content.strip():
        raise ExchangeError(Code.EMPTY)
    if len(content) > LIMIT_BYTES:
        raise ExchangeError(Code.TOO_LARGE)


def _is_text(text: str) -> bool:
    strange = sum(not letter.isprintable() and not letter.isspace() for letter in text)
    return strange <= len(text) // 100
