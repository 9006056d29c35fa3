"""What a voice note may belong to. Rooms above say which of their things take one; nothing else does.

A place is written ``name`` or ``name:more``, of ids and keys, for example ``diary:<code of an entry>``.
"""

from collections.abc import Callable

from sidebyside.people.models import Person
from sidebyside.trust import doors

LONGEST = 120
# ``takes(person, more)`` returns where this person may speak there now; else it raises Http404.
Takes = Callable[[Person, str], None]
_places: dict[str, Takes] = {}


def register(name: str, takes: Takes) -> None:
    if _places.get(name, takes) is not takes:
        raise RuntimeError(f"{name} is declared by two rooms")
    _places[name] = takes


def check(person: Person, place: str) -> None:
    """Raises Http404 for a place that is not there, is not theirs, or takes no voice."""
    name, _colon, more = place.partition(":")
    if name not in _places or len(place) > LONGEST:
        doors.nothing_here()
    _places[name](person, more)
