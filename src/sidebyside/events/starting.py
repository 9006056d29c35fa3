"""Words of one's own that a poster may begin with. Nothing comes of itself: a person presses, for one of them."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sidebyside.people.models import Person
from sidebyside.programme.models import Programme, StrandContent


@dataclass(frozen=True)
class Own:
    """``part`` is where it would stand on a poster: tried, saw or take."""

    code: uuid.UUID
    part: str
    words: str


_readers: list[Callable[[Person, Programme], Iterable[Own]]] = []


def register(reader: Callable[[Person, Programme], Iterable[Own]]) -> None:
    """A room above has words that may begin a poster: the person's own, of this programme, and nobody else's."""
    if reader not in _readers:
        _readers.append(reader)


def own_words(person: Person, programme: Programme) -> list[Own]:
    """One question a room."""
    return [one for reader in (_focuses, *_readers) for one in reader(person, programme)]


def _focuses(person: Person, programme: Programme) -> Iterable[Own]:
    rows = StrandContent.objects.select_related("owner").filter(
        owner=person, strand__cycle__partnership__programme=programme
    )
    for one in rows.order_by("-pk"):
        if one.focus:
            yield Own(one.code, "tried", one.focus)
