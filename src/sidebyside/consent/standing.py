"""How a person stands to a school's video policy, to its register and to one class of it."""

from sidebyside.consent.models import SAFEGUARDING, Charge, SchoolClass
from sidebyside.people.models import Person, School
from sidebyside.people.standing import school_standing
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def _is_charged(person: Person, school: School, what: Charge.What) -> bool:
    return Charge.objects.filter(person=person, school=school, what=what).exists()


def policy_standing(person: Person, school: School) -> Standing:
    runs = school_standing(person, school).who
    if not runs and _is_charged(person, school, Charge.What.PUBLISHER):
        return Standing(frozenset({Who.PUBLISHER}))
    return Standing(runs)


def register_standing(person: Person, school: School) -> Standing:
    leads = person.school_id == school.pk and _is_charged(person, school, Charge.What.DATA_LEAD)
    return Standing(frozenset({Who.DATA_LEAD} if leads else ()))


def class_standing(person: Person, school_class: SchoolClass) -> Standing:
    if person.school_id != school_class.school_id:
        return Standing(frozenset())
    who = set(register_standing(person, person.school).who)
    if school_class.teachers.filter(pk=person.pk).exists():
        who.add(Who.CLASS_TEACHER)
    return Standing(frozenset(who))


def is_one_for_safeguarding(person: Person) -> bool:
    return Charge.objects.filter(person=person, what__in=SAFEGUARDING).exists()
