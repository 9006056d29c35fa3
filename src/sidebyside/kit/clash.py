"""Whether what is asked for is free at a time, and if not, when it is next. Knows no table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Taken:
    """``count`` pieces are away from ``starts`` to just before ``ends``."""

    starts: datetime
    ends: datetime
    count: int


@dataclass(frozen=True)
class Need:
    """``count`` of ``pieces`` in all are asked for, for ``minutes``."""

    name: str
    count: int
    pieces: int
    minutes: int
    taken: tuple[Taken, ...] = ()

    def most_taken(self, starts: datetime) -> int:
        """The most pieces that are away at one moment of the time asked for."""
        ends = starts + timedelta(minutes=self.minutes)
        there = [one for one in self.taken if one.starts < ends and starts < one.ends]
        moments = {starts, *(one.starts for one in there if one.starts > starts)}
        return max(
            (sum(one.count for one in there if one.starts <= at < one.ends) for at in moments), default=0
        )

    def fits(self, starts: datetime) -> bool:
        return self.most_taken(starts) + self.count <= self.pieces

    @property
    def is_possible(self) -> bool:
        return self.count <= self.pieces


def short(needs: Sequence[Need], starts: datetime) -> list[Need]:
    """What of it is not free at that time."""
    return [one for one in needs if not one.fits(starts)]


def next_free(needs: Sequence[Need], starts: datetime) -> datetime | None:
    """The first time from ``starts`` on at which all of it is free at once; None where there is not so much of it."""
    if not all(one.is_possible for one in needs):
        return None
    ends = {taken.ends for one in needs for taken in one.taken if taken.ends > starts}
    return next(at for at in sorted({starts, *ends}) if not short(needs, at))
