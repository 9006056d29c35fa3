"""The only way from a person and a public id to a programme's group, and to what is theirs in it."""

import uuid

from sidebyside.pairing.models import Joined, Wishes
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def group_for(person: Person, code: uuid.UUID, act: Act) -> Programme:
    programme = Programme.objects.select_related("school", "pairing").filter(code=code).first()
    doors.check(person, act, Kind.GROUP, programme)
    assert programme is not None
    return programme


def joined_of(person: Person, programme: Programme) -> Joined | None:
    return Joined.objects.select_related("person").filter(programme=programme, person=person).first()


def wishes_for(person: Person, programme: Programme, act: Act = Act.SEE) -> Wishes:
    """A person's own; who has not joined has none, and their page names no content."""
    joined = joined_of(person, programme)
    doors.check(person, act, Kind.WISHES, joined)
    assert joined is not None
    wishes, _made = Wishes.objects.select_related("person", "joined").get_or_create(
        joined=joined, defaults={"person": person}
    )
    return wishes
