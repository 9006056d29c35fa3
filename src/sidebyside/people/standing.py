from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def school_standing(person: Person, school: School) -> Standing:
    runs = SchoolRole.objects.filter(person=person, school=school, role=SchoolRole.Role.CO_ORDINATOR).exists()
    return Standing(frozenset({Who.SCHOOL_CO_ORDINATOR} if runs else ()))
