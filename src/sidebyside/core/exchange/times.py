"""Times as people and programs write them, to whole milliseconds and back."""

import re
from decimal import ROUND_HALF_UP, Decimal

# 1:02:03.400, 62:03, 0:0:5.1 (an early Teams), 00:00:01,000 (SRT). A minus sign is read so that it can be mended.
CLOCK = r"-?(?:[0-9]{1,4}:)?[0-9]{1,3}:[0-9]{1,2}(?:[.,][0-9]{1,9})?"
_CLOCK = re.compile(
    r"(?P<minus>-)?(?:(?P<h>[0-9]{1,4}):)?(?P<m>[0-9]{1,3}):(?P<s>[0-9]{1,2})(?:[.,](?P<part>[0-9]{1,9}))?"
)
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,9})?")


def clock_ms(text: str) -> int | None:
    """`h:mm:ss.mmm` or `mm:ss`; None where it is no such time. The part after the seconds is cut to ms."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, seconds = int(found["h"] or 0), int(found["m"]), int(found["s"])
    if seconds > 59 or (found["h"] and minutes > 59):
        return None
    part = int((found["part"] or "").ljust(3, "0")[:3])
    ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + part
    return -ms if found["minus"] else ms


def number_ms(text: str, ms_in_one: int) -> int | None:
    """A plain number (`12.5`, `12,5`) times the milliseconds in one of its unit, rounded; None if it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    exact = Decimal(text.replace(",", ".")) * ms_in_one
    return int(exact.to_integral_value(ROUND_HALF_UP))


def written(ms: int) -> str:
    seconds, part = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{part:03}"
