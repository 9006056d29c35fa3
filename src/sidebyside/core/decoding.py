"""Bytes that an office program wrote, as text: the first encoding that can be right."""

from collections.abc import Sequence


def text_of(content: bytes, encodings: Sequence[str]) -> str | None:
    """``encodings`` are tried in order. None where none fits, or where what comes of it is no text."""
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None
