"""How a person stands to a talk. It belongs to both for good, also when one of them has left."""

from sidebyside.conversations.models import Conversation, ListenerIn
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.programme.standing import are_together, part_of, people_here, schools_in
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


def talk_standing(person: Person, strand: Strand) -> Standing:
    if part_of(person, strand) is None:
        return Standing(frozenset())
    facts: set[If] = set()
    if can_meet(person, strand):
        facts.add(If.RUNNING)
    if Conversation.objects.filter(strand=strand, opened_at__isnull=False).exists():
        facts.add(If.BOTH_HERE)
    return Standing(frozenset({Who.PARTNER}), frozenset(facts))


def can_meet(person: Person, strand: Strand) -> bool:
    """Told from the programme's tables alone, without a look at any talk."""
    partnership = strand.cycle.partnership
    others = [one for one in people_here(strand) if one.pk != person.pk]
    return strand.cycle.is_running and all(are_together(person, other, partnership) for other in others)


def written_standing(person: Person, strand: Strand) -> Standing:
    """What was said is both partners', as the talk is; and a listener's whom both let in, as long as both do."""
    if part_of(person, strand) is not None:
        return talk_standing(person, strand)
    return Standing(frozenset({Who.LISTENER} if listens_in(person, strand) else ()))


def listens_in(person: Person, strand: Strand) -> bool:
    """Told from a table that holds no content."""
    let_in = ListenerIn.objects.filter(strand=strand, person=person, approved_at__isnull=False)
    # A pair of two schools lets nobody in: each school's word on who may sit in reaches its own people only.
    at_school = not person.is_guest and schools_in(strand) == {person.school_id}
    return at_school and let_in.filter(ended_at__isnull=True).exists()


def further_standing(person: Person, strand: Strand) -> Standing:
    """The coachee's alone, for good, as what they learn from it is."""
    part = part_of(person, strand)
    is_theirs = part is not None and part.role == StrandPart.Role.COACHEE
    return Standing(frozenset({Who.COACHEE} if is_theirs else ()))
