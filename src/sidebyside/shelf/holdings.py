"""What this room holds: people's own words, and the files that they put on a shelf."""

from collections.abc import Iterable
from functools import partial

from sidebyside.people.models import Person
from sidebyside.shelf.models import Item, ItemFile, LessonPlan, OnTable
from sidebyside.trust.holdings import File, Holding, Room, Way, one_piece

FOLDER = "shelf"


def _files(person: Person) -> Iterable[File]:
    """Under names of ours, which say nothing of what is in them; a list says which is which."""
    rows = ItemFile.objects.filter(item__author=person).order_by("pk")
    taken = [(f"{number}.{one.name.rpartition('.')[2].lower()}", one) for number, one in enumerate(rows, 1)]
    if not taken:
        return
    told = "".join(f"{name}\n{one.name}\n\n" for name, one in taken)
    yield File(f"{FOLDER}/what-is-what.txt", lambda: iter([told.encode()]))
    for name, one in taken:
        yield File(f"{FOLDER}/{name}", partial(one_piece, one, "body"))


ROOM = Room(
    "shelf",
    (
        Holding(Item, Way.OWN, "author", ("title", "link", "words", "made_at")),
        Holding(ItemFile, Way.OWN, "item__author", ("name", "size", "made_at")),
        Holding(LessonPlan, Way.OWN, "owner", ("strand", "words", "changed_at")),
        Holding(
            OnTable, Way.PLACE, why_not="it says what lay on the table for which lesson, and has no words"
        ),
    ),
    files=_files,
)
