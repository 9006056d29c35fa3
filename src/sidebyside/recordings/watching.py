"""What the owner is told of who watched."""

from dataclasses import dataclass
from datetime import datetime

from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording
from sidebyside.recordings.words import seconds_in_words
from sidebyside.trust import audit


@dataclass(frozen=True)
class Viewing:
    name: str
    at: datetime
    seconds: int

    @property
    def how_long(self) -> str:
        return seconds_in_words(self.seconds)


def viewings_of(film: Recording) -> list[Viewing]:
    entries = audit.accesses(film.code)
    names = dict(Person.objects.filter(code__in={one.person for one in entries}).values_list("code", "name"))
    return [
        Viewing(
            names.get(entry.person, ""),
            entry.started_at,
            round(sum(end - start for start, end in entry.stretches) / 1000),
        )
        for entry in entries
    ]
