"""The only way from a person and a public id to a pair's shelf, an item on it, or a lesson's plan."""

import uuid

from sidebyside.people.models import Person
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Partnership, Strand
from sidebyside.programme.standing import partnerships
from sidebyside.shelf.models import Item
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def shelf_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Partnership:
    found = partnerships().filter(code=code).first()
    doors.check(person, act, Kind.SHELF, found)
    assert found is not None
    return found


def plan_strand_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    """A strand opened for the plan of its lesson."""
    return strand_for(person, code, act, Kind.LESSON_PLAN)


def item_for(person: Person, partnership: Partnership, code: uuid.UUID, act: Act) -> Item:
    rows = Item.objects.select_related("author", "file").defer("file__body")
    found = rows.filter(code=code, partnership=partnership).first()
    if found is None:
        doors.nothing_here()
    # The partnership as it was read, with all that a standing needs.
    found.partnership = partnership
    doors.check(person, act, Kind.SHELF_ITEM, found)
    return found
