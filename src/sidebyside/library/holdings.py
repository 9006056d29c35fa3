"""What this room holds of people's own words."""

from collections.abc import Iterable

from sidebyside.library.models import (
    Addition,
    Finished,
    Interest,
    ReadingAnswer,
    ReadingKeeper,
    ReadingRequest,
    Tried,
)
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way


def _erase(person: Person) -> None:
    """Dates of training and a task are no words, and go with them all the same."""
    ReadingKeeper.objects.filter(person=person).delete()
    Finished.objects.filter(person=person).delete()


def _files(person: Person) -> Iterable[File]:
    rows = Finished.objects.filter(person=person).order_by("on", "pk")
    dates = "".join(f"{one.on.isoformat()} {one.module}, text {one.version}\n" for one in rows)
    if dates:
        yield File("training.txt", lambda: iter([dates.encode()]))


ROOM = Room(
    "library",
    (
        Holding(Tried, Way.OWN, "person", ("module", "words", "changed_at")),
        Holding(Addition, Way.OWN, "author", ("guide", "version", "words", "written_at", "shown_at")),
        Holding(Interest, Way.OWN, "person", ("words", "changed_at", "shown_at")),
        Holding(ReadingRequest, Way.OWN, "person", ("words", "by_name", "to_all", "asked_at", "shown_at")),
        Holding(ReadingAnswer, Way.OWN, "author", ("title", "words", "link", "answered_at")),
    ),
    erase=_erase,
    files=_files,
)
