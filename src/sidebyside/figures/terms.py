"""When a term of a trust is: schools have calendars of their own, so a half-term is of the season that it begins in.

What lies across two seasons is in neither. A season is decided some days after the last of its days, when each school's
own figures are decided, and before the first school lets go of its year's cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sidebyside.figures.models import TrustTerm

Season = TrustTerm.Season
# Later than that nothing is decided any more: the trust, or this room, came after it.
WAITS = timedelta(days=60)


@dataclass(frozen=True)
class Term:
    """``begins`` is the year in which its school year does. Half-terms begin from ``first`` to ``begins_by``, and are
    over by ``ends_by``; ``decided_on`` is the first day on which it may be decided."""

    season: Season
    begins: int
    first: date
    begins_by: date
    ends_by: date
    decided_on: date


def _terms(year: int) -> Iterator[Term]:
    """Of the school year that begins in ``year``. Easter moves between 22 March and 25 April: the halves of a spring
    term begin before the middle of March, those of a summer term after it."""
    after = year + 1
    yield Term(
        Season.AUTUMN, year, date(year, 8, 1), date(year, 12, 14), date(after, 1, 13), date(after, 1, 15)
    )
    yield Term(
        Season.SPRING, year, date(year, 12, 15), date(after, 3, 14), date(after, 4, 28), date(after, 4, 30)
    )
    yield Term(
        Season.SUMMER, year, date(after, 3, 15), date(after, 7, 30), date(after, 7, 30), date(after, 8, 1)
    )


def over(today: date) -> list[Term]:
    """Whose day has come, of all whose cells may still be there."""
    terms = [one for year in (today.year - 2, today.year - 1) for one in _terms(year)]
    return [one for one in terms if one.decided_on <= today]


def due(today: date) -> list[Term]:
    """One at most: the last that may be decided today."""
    return [one for one in over(today) if today < one.decided_on + WAITS]
