"""Bookings: no words, yet theirs to take away, and to have forgotten."""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils import timezone

from sidebyside.kit.models import Booking
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Room


def _erase(person: Person) -> None:
    """What is booked to come goes. What is out or was is the school's to count, and whose it was is forgotten."""
    rows = Booking.objects.filter(borrower=person)
    rows.filter(out_at=None, starts_at__gt=timezone.now()).delete()
    over = rows.filter(Q(in_at__isnull=False) | Q(out_at=None))
    over.update(borrower=None, strand=None, place="")


def _files(person: Person) -> Iterable[File]:
    rows = list(Booking.objects.filter(borrower=person).prefetch_related("pieces__item"))
    if rows:
        yield File("kit.csv", lambda: _written(rows))


def _written(rows: list[Booking]) -> Iterator[bytes]:
    yield b"begins,minutes,place,kit,technician minutes\n"
    for row in rows:
        kit = "; ".join(f"{one.count} {one.item.name}" for one in row.pieces.all())
        cells = [row.starts_at.isoformat(), str(row.minutes), row.place, kit, str(row.technician_minutes)]
        yield (",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n").encode()


ROOM = Room("kit", (), erase=_erase, files=_files)
