"""What a voice note may belong to. Rooms above say which of their things take one; nothing else does.

A place is written ``name`` or ``name:more``, of ids and keys, for example ``diary:<code of an entry>``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sidebyside.people.models import Person
from sidebyside.trust import doors

LONGEST = 120
# ``takes(person, more)`` is asked in the transaction that keeps the note. It makes what is not begun yet, sees that it
# is not erased meanwhile, and returns ``more`` as the note keeps it; a page may send a mark of what it showed along.
# Raises Http404 where this person may not speak now, NotTaken with a sentence for them.
Takes = Callable[[Person, str], str]


@dataclass(frozen=True)
class Belongs:
    """``path``: where it lies among what its speaker takes away, without number and ending. ``words``: what it is.
    ``page``: the address of the page that shows it, where there is one."""

    path: str
    words: str
    page: str = ""


# ``belongs(person, more)`` for a note of this person's that lies there.
BelongsTo = Callable[[Person, str], Belongs]
# ``heard_by(person, more)``: the name of whoever else may hear what this person said there, empty for nobody.
HeardBy = Callable[[Person, str], str]


def _nobody(_person: Person, _more: str) -> str:
    return ""


_places: dict[str, tuple[Takes, BelongsTo, HeardBy]] = {}


def register(name: str, takes: Takes, belongs: BelongsTo, heard_by: HeardBy = _nobody) -> None:
    if _places.get(name, (takes, belongs, heard_by)) != (takes, belongs, heard_by):
        raise RuntimeError(f"{name} is declared by two rooms")
    _places[name] = takes, belongs, heard_by


def take(person: Person, place: str) -> str:
    """Where a note of this person's for ``place``, as the page sent it, is to lie. Inside a transaction only.

    Raises Http404 for a place that is not there, is not theirs, or takes no voice, and NotTaken.
    """
    name, colon, more = place.partition(":")
    if name not in _places or len(place) > LONGEST:
        doors.nothing_here()
    return f"{name}{colon}{_places[name][0](person, more)}"


def belongs(person: Person, place: str) -> Belongs:
    """What a note of this person's at ``place``, as it is kept, belongs to."""
    name, _colon, more = place.partition(":")
    return _places[name][1](person, more)


def heard_by(person: Person, place: str) -> str:
    """Who else may hear a note of this person's at ``place``, and read what is written down of it; mostly nobody."""
    name, _colon, more = place.partition(":")
    return _places[name][2](person, more)
