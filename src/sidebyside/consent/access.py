"""The only way from a person and a public id to a class, a pupil, or what a guardian's link leads to."""

import uuid

from django.db.models import QuerySet

from sidebyside.consent.models import Charge, Link, Pupil, SchoolClass
from sidebyside.people.models import Person, School, hashed
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def school_for_policy(person: Person, act: Act = Act.CHANGE) -> School:
    doors.check(person, act, Kind.VIDEO_POLICY, person.school)
    return person.school


def school_for_register(person: Person, act: Act = Act.CHANGE) -> School:
    doors.check(person, act, Kind.REGISTER, person.school)
    return person.school


def leads(person: Person) -> bool:
    return doors.may(person, Act.CHANGE, Kind.REGISTER, person.school)


def classes_of(person: Person) -> QuerySet[SchoolClass]:
    """Those whose register this person may open, in the order of their names."""
    if doors.is_shut_out(person, Kind.CLASS):
        return SchoolClass.objects.none()
    found = SchoolClass.objects.filter(school=person.school)
    return found if leads(person) else found.filter(teachers=person)


def charges_of(person: Person) -> set[str]:
    """What this person is charged with: one small question, asked for the way through the product."""
    return set(Charge.objects.filter(person=person).values_list("what", flat=True))


def has_register_to_read(person: Person, charges: set[str]) -> bool:
    """Whether there is a class whose register this person, who is charged with ``charges``, may open."""
    if doors.is_shut_out(person, Kind.CLASS):
        return False
    return Charge.What.DATA_LEAD in charges or SchoolClass.objects.filter(teachers=person).exists()


def class_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> SchoolClass:
    found = SchoolClass.objects.filter(code=code).first()
    doors.check(person, act, Kind.CLASS, found)
    assert found is not None
    return found


def pupil_for(person: Person, class_code: uuid.UUID, code: uuid.UUID, act: Act = Act.CHANGE) -> Pupil:
    """A pupil who is in this class now."""
    school_class = class_for(person, class_code, act)
    pupil = Pupil.objects.filter(
        code=code, deleted_at=None, places__school_class=school_class, places__left_at=None
    ).first()
    if pupil is None:
        doors.nothing_here()
    return pupil


def link_of(token: str) -> Link:
    """What a guardian's link leads to. A pupil who left the register leaves nothing to answer."""
    found = Link.objects.select_related("guardian__pupil__school").filter(token_hash=hashed(token)).first()
    if found is None or found.guardian.pupil.deleted_at is not None:
        doors.nothing_here()
    return found
