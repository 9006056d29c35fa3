"""What is held of a person's time: no words, yet theirs to take away and to have erased."""

from collections.abc import Iterable, Iterator

from sidebyside.people.models import Person
from sidebyside.timetable.models import Invite, NoInvites, PersonPeriod
from sidebyside.trust.holdings import File, Room


def _erase(person: Person) -> None:
    for model in (PersonPeriod, Invite, NoInvites):
        model._default_manager.filter(person=person).delete()


def _files(person: Person) -> Iterable[File]:
    rows = (
        PersonPeriod.objects.filter(person=person).select_related("period").order_by("week", "weekday", "pk")
    )
    if rows:
        yield File("week.csv", lambda: _written(rows))


def _written(rows: Iterable[PersonPeriod]) -> Iterator[bytes]:
    yield b"week,weekday,period,use,offered\n"
    for row in rows:
        name = row.period.name.replace('"', '""')
        yield f'{row.week + 1},{row.weekday + 1},"{name}",{row.use},{row.offered}\n'.encode()


ROOM = Room("timetable", (), erase=_erase, files=_files)
