"""The only way from a person and a public id to a school's people and invitations."""

import uuid

from django.utils import timezone

from sidebyside.people.models import Invitation, Person, School
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def school_of(person: Person, act: Act = Act.RUN) -> School:
    """The person's own school, opened to run it."""
    doors.check(person, act, Kind.SCHOOL, person.school)
    return person.school


def colleague_for(person: Person, code: uuid.UUID) -> Person:
    """An account of the school that ``person`` co-ordinates."""
    school = school_of(person)
    found = Person.objects.select_related("school").filter(code=code, school=school).first()
    if found is None:
        doors.nothing_here()
    return found


def invitation_for(person: Person, code: uuid.UUID) -> Invitation:
    school = school_of(person)
    found = Invitation.objects.filter(code=code, school=school).first()
    if found is None:
        doors.nothing_here()
    return found


def invited_and_not_in(school: School) -> int:
    """How many addresses have an invitation that is still open."""
    now = timezone.now()
    still = school.invitations.filter(used_at=None, taken_back_at=None, ends_at__gt=now)
    return still.exclude(email="").values("email").distinct().count()
