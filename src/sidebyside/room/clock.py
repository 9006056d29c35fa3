"""Times on a film as people write them: 18:02, 1:02:03, 18:02.5."""

import re

_WRITTEN = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,3}))?")


def said(ms: int) -> str:
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def exactly(ms: int) -> str:
    """As ``said``, with the part of a second where there is one, so that a form changes nothing by itself."""
    part = f"{ms % 1000:03}".rstrip("0")
    return f"{said(ms)}.{part}" if part else said(ms)


def read(text: str) -> int:
    """Milliseconds. Raises ValueError on what is no time."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds, part = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))
