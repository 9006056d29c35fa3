"""The only way from a person and a public id to a programme, a partnership, a cycle or a strand."""

import uuid

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Partnership, Programme, RoleAsked, Strand
from sidebyside.programme.standing import partnerships, strands
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def programme_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Programme:
    programme = Programme.objects.select_related("school").filter(code=code).first()
    doors.check(person, act, Kind.PROGRAMME, programme)
    assert programme is not None
    return programme


def partnership_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Partnership:
    partnership = partnerships().filter(code=code).first()
    doors.check(person, act, Kind.PARTNERSHIP, partnership)
    assert partnership is not None
    return partnership


def strand_for(person: Person, code: uuid.UUID, act: Act = Act.SEE, kind: Kind = Kind.FOCUS) -> Strand:
    """A strand opened for what lies in it (its focus by default; a room above may ask for its own kind)."""
    strand = strands().filter(code=code).first()
    doors.check(person, act, kind, strand)
    assert strand is not None
    return strand


def stages_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    """A strand opened for its stages and dates only."""
    strand = strands().filter(code=code).first()
    doors.check(person, act, Kind.STAGES, strand.cycle if strand else None)
    assert strand is not None
    return strand


def role_asked_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> RoleAsked:
    found = RoleAsked.objects.select_related("school", "by", "person").filter(code=code).first()
    doors.check(person, act, Kind.ROLE_ASKED, found)
    assert found is not None
    return found


def school_that_answers(person: Person, act: Act = Act.SEE) -> School:
    """The person's own school, opened for who answers for what there."""
    doors.check(person, act, Kind.WHO_ANSWERS, person.school)
    return person.school
