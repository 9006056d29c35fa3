"""How a person stands to a school's form and to a sheet of answers."""

from sidebyside.instruments.models import Sheet
from sidebyside.people.models import Person, School
from sidebyside.people.standing import school_standing
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def form_standing(person: Person, school: School) -> Standing:
    return school_standing(person, school)


def sheet_standing(person: Person, sheet: Sheet) -> Standing:
    return Standing(frozenset({Who.OWNER} if sheet.person_id == person.pk else ()))
