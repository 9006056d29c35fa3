"""How a person stands to the figures of a school, and to a yes to being counted."""

from sidebyside.federation.models import Federation
from sidebyside.federation.standing import federation_standing
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


def trust_standing(person: Person, federation: Federation) -> Standing:
    """Links, and whoever leads or runs one of its schools."""
    if not federation.members.filter(school=person.school_id).exists():
        return Standing(frozenset())
    own = figures_standing(person, person.school).who
    return Standing(own | federation_standing(person, federation).who)


def counted_standing(person: Person, counted: Counted) -> Standing:
    return Standing(frozenset({Who.OWNER} if counted.person_id == person.pk else ()))
