from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60


def moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """What the wall clock in ``zone`` shows on ``day`` after ``minutes`` (0 to 1440), as a moment in UTC.

    An hour that comes twice, when clocks go back, is the first of the two; one that is left out is read as the clocks
    show it then, an hour later. Raises ValueError outside the day.
    """
    if not 0 <= minutes <= DAY_MINUTES:
        raise ValueError("minutes after midnight: 0 to 1440")
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def clock_words(minutes: int) -> str:
    """09:05"""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
