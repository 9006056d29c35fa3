from sidebyside.people.models import Person
from sidebyside.programme.models import StrandPart
from sidebyside.programme.standing import part_of
from sidebyside.reflection.models import Takeaway
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def takeaway_standing(person: Person, takeaway: Takeaway) -> Standing:
    """The author's alone, for good; only a coach of the strand is ever an author."""
    part = part_of(person, takeaway.strand)
    is_own = takeaway.author_id == person.pk and part is not None and part.role == StrandPart.Role.COACH
    return Standing(frozenset({Who.AUTHOR} if is_own else ()))
