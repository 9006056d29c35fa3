"""How a person stands to a programme's group, and to what somebody wrote in it in private."""

from sidebyside.pairing.models import Joined
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme
from sidebyside.programme.standing import co_ordinates
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def group_standing(person: Person, programme: Programme) -> Standing:
    who: set[Who] = set()
    is_of_school = person.school_id == programme.school_id and not person.is_guest
    if is_of_school and programme.closed_at is None:
        who.add(Who.COLLEAGUE)
    if co_ordinates(person, programme):
        who.add(Who.CO_ORDINATOR)
    return Standing(frozenset(who))


def wishes_standing(person: Person, joined: Joined) -> Standing:
    return Standing(frozenset({Who.OWNER} if joined.person_id == person.pk else ()))
