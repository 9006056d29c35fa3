"""Which lessons were filmed in which a pupil may be in shot. The room above that keeps films says so: days and whether
they are there, nothing from inside and nothing of whose they are; this room knows nothing of films."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sidebyside.consent.models import Pupil


@dataclass(frozen=True)
class Filmed:
    """``day`` is the lesson's by the clock of the device that filmed it; None where a file was brought, of which
    nobody knows when it was filmed. ``last_day`` is the day on which it is deleted by itself."""

    school_class: str
    day: date | None
    came: date
    last_day: date | None = None
    deleted_on: date | None = None
    is_shared: bool = False
    has_faces_hidden: bool = False


_readers: list[Callable[[Pupil], list[Filmed]]] = []


def declare(reader: Callable[[Pupil], list[Filmed]]) -> None:
    if reader not in _readers:
        _readers.append(reader)


def of(pupil: Pupil) -> list[Filmed]:
    (read,) = _readers
    return read(pupil)
