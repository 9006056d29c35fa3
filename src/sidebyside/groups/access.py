"""The only way from a person and a public id to a group, or to what a pair brings there."""

import uuid

from sidebyside.groups.models import Group, TalkExtract
from sidebyside.people.models import Person, School
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import strands
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def groups_for(person: Person, act: Act = Act.SEE) -> School:
    doors.check(person, act, Kind.DEVELOPMENT_GROUPS, person.school)
    return person.school


def group_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Group:
    found = Group.objects.filter(code=code).first()
    doors.check(person, act, Kind.DEVELOPMENT_GROUP, found)
    assert found is not None
    return found


def bringing_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    return strand_for(person, code, act, Kind.BRINGING)


def extract_for(person: Person, code: uuid.UUID) -> TalkExtract:
    found = TalkExtract.objects.select_related("group").filter(code=code).first()
    if found is None:
        doors.nothing_here()
    found.strand = strands().get(pk=found.strand_id)
    doors.check(person, Act.SEE, Kind.TALK_EXTRACT, found)
    return found
