"""Whether somebody teaches while a lesson is on offer, as their own week says."""

from sidebyside.core.calendar import teaches
from sidebyside.people.models import Person
from sidebyside.timetable.asking import core_of, weeks_of, years_of
from sidebyside.walks.models import Offer
from sidebyside.walks.when import ends_at


def taught_then(person: Person, offers: list[Offer]) -> set[int]:
    """Keys of those offers during which ``person`` teaches: a query a school year, however many offers there are."""
    if not offers:
        return set()
    found = set()
    for year in years_of(person.school)[:2]:
        core, week = core_of(year), weeks_of([person], year)[person.pk]
        found |= {one.pk for one in offers if teaches(core, week, one.starts_at, ends_at(one))}
    return found
