"""The only way from a person and a public id to a breach: whoever runs the school, and theirs only."""

import uuid

from sidebyside.law.models import Breach
from sidebyside.people.access import school_of
from sidebyside.people.models import Person
from sidebyside.trust import doors


def breach_for(person: Person, code: uuid.UUID) -> Breach:
    school = school_of(person)
    found = Breach.objects.filter(code=code, school=school).first()
    if found is None:
        doors.nothing_here()
    return found
