from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def sums_standing(person: Person, school: School) -> Standing:
    """Leaders see sums, as does whoever runs the programmes."""
    roles = set(SchoolRole.objects.filter(person=person, school=school).values_list("role", flat=True))
    who = {
        SchoolRole.Role.LEADER: Who.LEADER,
        SchoolRole.Role.CO_ORDINATOR: Who.SCHOOL_CO_ORDINATOR,
    }
    return Standing(frozenset(found for role, found in who.items() if role in roles))
