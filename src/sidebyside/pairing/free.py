"""How many free periods a week two people have in common, as their timetables say."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

from django.utils import timezone

from sidebyside.core.calendar import Cell, Use
from sidebyside.people.models import Person
from sidebyside.timetable.asking import weeks_of, year_at


def in_common(people: Sequence[Person]) -> Mapping[frozenset[str], int]:
    """By two people's codes; nothing for two of whom one has no timetable. A fixed number of queries.

    Planning time that somebody offers does not count: it is offered to a partner, and this is seen by a co-ordinator.
    """
    year = year_at(people[0].school, timezone.localdate()) if people else None
    if year is None:
        return {}
    periods = [period.name for period in year.periods.all()]
    cells = [Cell(*place) for place in product(range(year.weeks), range(year.days), periods)]
    weeks = weeks_of(people, year)
    free: dict[str, set[Cell]] = {}
    for one in people:
        if week := weeks[one.pk]:
            free[str(one.code)] = {
                cell for cell in cells if cell not in week or week[cell].use == Use.PROTECTED
            }
    return {frozenset(two): len(free[two[0]] & free[two[1]]) // year.weeks for two in combinations(free, 2)}
