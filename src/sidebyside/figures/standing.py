"""How a person stands to the figures of a school, and to a yes to being counted."""

from sidebyside.figures.models import Counted
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who

_WHO = {
    SchoolRole.Role.LEADER: Who.LEADER,
    SchoolRole.Role.CO_ORDINATOR: Who.SCHOOL_CO_ORDINATOR,
}


def figures_standing(person: Person, school: School) -> Standing:
    roles = set(SchoolRole.objects.filter(person=person, school=school).values_list("role", flat=True))
    return Standing(frozenset(who for role, who in _WHO.items() if role in roles))


def counted_standing(person: Person, counted: Counted) -> Standing:
    return Standing(frozenset({Who.OWNER} if counted.person_id == person.pk else ()))
