"""Bytes to text, whatever program on whatever machine has written them."""

import codecs

from .errors import Code, ExchangeError
from .notes import Mend, Notebook

# Ten for each turn that is taken at most.
_MOST_LINES = 1_000_000
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def text_of(content: bytes, notes: Notebook) -> str:
    """The text with plain line ends. Raises NOT_TEXT where this is no text at all."""
    text = _decoded(content, notes)
    if "\x00" in text[:4096]:
        raise ExchangeError(Code.NOT_TEXT)
    if text.count("\n") > _MOST_LINES:
        raise ExchangeError(Code.TOO_MANY)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")


def _decoded(content: bytes, notes: Notebook) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _with_damage_said(content[len(mark) :], encoding, notes)
    wide = _wide_without_mark(content)
    if wide:
        return _with_damage_said(content, wide, notes)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _not_quite_utf8(content, notes)


def _with_damage_said(content: bytes, encoding: str, notes: Notebook) -> str:
    text = content.decode(encoding, "replace")
    if "�" in text:
        notes.add(Mend.BROKEN_LETTERS)
    return text


def _wide_without_mark(content: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every second byte is nought."""
    start = content[:2000]
    half = len(start) // 2
    if half < 4:
        return None
    if start[1::2].count(0) > 0.8 * half and start[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if start[0::2].count(0) > 0.8 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _not_quite_utf8(content: bytes, notes: Notebook) -> str:
    """A damaged UTF-8 file has more whole letters than broken ones; a Windows one has hardly a whole one."""
    guess = content.decode("utf-8", "replace")
    broken = guess.count("�")
    whole = len(guess) - broken - len(guess.encode("ascii", "ignore"))
    if whole > 2 * broken:
        notes.add(Mend.BROKEN_LETTERS)
        return guess
    notes.add(Mend.ENCODING)
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
