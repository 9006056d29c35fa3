"""What this room holds of people's own words."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.db.models import Q

from sidebyside.pairing.models import Asked, Joined, Wishes
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way


def _forget(person: Person) -> None:
    """What they showed, and whom they asked, goes with what they wrote in private."""
    Asked.objects.filter(Q(by=person) | Q(about=person)).delete()
    Joined.objects.filter(person=person).delete()


SHOWN = ("subject", "phase", "site", "experience", "rank", "focus", "interests")


def _files(person: Person) -> Iterable[File]:
    """What they showed of themselves to find a partner, as they would read it."""
    rows = list(Joined.objects.filter(person=person).select_related("programme").order_by("pk"))
    if rows:
        yield File("shown-to-find-a-partner.csv", lambda: _written(rows))


def _written(rows: list[Joined]) -> Iterator[bytes]:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(("programme", "joined", *SHOWN))
    for row in rows:
        read = {
            "experience": row.get_experience_display() if row.experience is not None else "",
            "rank": row.get_rank_display() if row.rank is not None else "",
        }
        said = [read[name] if name in read else getattr(row, name) for name in SHOWN]
        write.writerow((row.programme.name, row.joined_at.date().isoformat(), *said))
    yield text.getvalue().encode()


ROOM = Room(
    "pairing",
    (
        Holding(
            Wishes, Way.OWN, "person", ("would_like", "would_not", "liked", "not_liked", "focus", "rests")
        ),
    ),
    erase=_forget,
    files=_files,
)
