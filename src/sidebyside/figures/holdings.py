"""What this room holds of a person: their yes to being counted. What was counted is tied to nobody."""

import json
from collections.abc import Iterator

from sidebyside.figures.agreeing import take_back
from sidebyside.figures.models import Cell, Counted
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way


def _files(person: Person) -> Iterator[File]:
    own = Counted.objects.filter(person=person).first()
    if own is not None:
        told = json.dumps(
            {
                "agreed to be counted since": own.since.isoformat(),
                "over a trust as well since": own.trust_since.isoformat() if own.trust_since else None,
            },
            indent=1,
        )
        yield File("being-counted.json", lambda: iter([told.encode()]))


ROOM = Room(
    "figures",
    (
        Holding(
            Cell,
            Way.COUNTED,
            why_not="how many gave each answer, and nobody’s name: it is in nobody’s archive",
        ),
    ),
    erase=take_back,
    files=_files,
)
