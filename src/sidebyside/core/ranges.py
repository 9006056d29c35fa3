"""What a Range header asks for (RFC 9110, 14), and how much of it is given at once."""

import re
from dataclasses import dataclass

# A paused player holds a thread for as long as its answer lasts: it asks again when it wants more.
MOST_AT_ONCE = 4 * 1024 * 1024
_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*")


@dataclass(frozen=True)
class Span:
    """Bytes from ``start`` up to, not including, ``end``."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """Nothing of what is asked for exists."""


def asked(header: str | None, size: int) -> Span | None:
    """The span to send, None for the whole: no header, or one that may be ignored (other units, several
    ranges, nonsense). Raises Unsatisfiable."""
    found = _ONE_RANGE.fullmatch(header.strip()) if header else None
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        start, end = max(0, size - int(found[2])), size
    else:
        start = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= size or end <= start:
        raise Unsatisfiable
    return Span(start, min(end, start + MOST_AT_ONCE))
