"""The only way from a person to the figures of their school, and to their own yes to being counted."""

from sidebyside.federation.models import Federation
from sidebyside.figures.models import Counted
from sidebyside.people.models import Person, School
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def school_with_figures(person: Person) -> School:
    doors.check(person, Act.SEE, Kind.FIGURES, person.school)
    return person.school


def trust_with_figures(person: Person) -> Federation:
    """That of the person's own school. Raises Http404 where there is none, and where it is not theirs to see."""
    found = Federation.objects.filter(members__school=person.school_id).first()
    doors.check(person, Act.SEE, Kind.TRUST_FIGURES, found)
    assert found is not None
    return found


def counted_for(person: Person, act: Act = Act.SEE) -> Counted:
    """A person's own yes; not saved where they have not given it."""
    found = Counted.objects.filter(person=person).first() or Counted(person=person)
    doors.check(person, act, Kind.COUNTED, found)
    return found
