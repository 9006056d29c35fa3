"""Drop-ins in a visitor's own calendar: time and place, and not whose lesson it is."""

from collections.abc import Iterable

from sidebyside.people.models import Person
from sidebyside.timetable.invites import Entry
from sidebyside.walks.actions import entry_of
from sidebyside.walks.models import Offer
from sidebyside.walks.when import day_begins


def entries(person: Person) -> Iterable[Entry]:
    rows = Offer.objects.filter(
        visits__visitor=person,
        cancelled_at=None,
        # Whose account is closed teaches nobody: the page calls it cancelled.
        host__is_active=True,
        starts_at__gte=day_begins(person.school),
    )
    return [entry_of(one) for one in rows]
