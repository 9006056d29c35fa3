from sidebyside.conversations.standing import talk_standing
from sidebyside.groups.models import Group, Member, TalkExtract
from sidebyside.people.models import Person, School
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import are_together, is_across
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


def groups_standing(person: Person, school: School) -> Standing:
    """Everybody on the staff may look for a group; a guest is nobody's colleague."""
    is_colleague = person.school_id == school.pk and not person.is_guest
    return Standing(frozenset({Who.COLLEAGUE} if is_colleague else ()))


def group_standing(person: Person, group: Group) -> Standing:
    """Its members', whoever else runs the school."""
    return Standing(frozenset({Who.MEMBER} if membership(person, group) else ()))


def membership(person: Person, group: Group) -> Member | None:
    if person.school_id != group.school_id or person.is_guest:
        return None
    if group.of_asker is not None and group.of_asker[0] == person.pk:
        return group.of_asker[1]
    return Member.objects.filter(group=group, person=person, left_at=None).first()


def bringing_standing(person: Person, strand: Strand) -> Standing:
    """The partners of the talk, for good, so that either can take back what was brought."""
    return talk_standing(person, strand)


def extract_standing(person: Person, extract: TalkExtract) -> Standing:
    """``strand`` as ``strands()`` reads it. Told without a look at the talk: whether it still is what all said yes to
    is seen when it is read."""
    own = membership(person, extract.group)
    was_there = own is not None and own.joined_at <= extract.asked_at
    in_force = extract.agreed_at is not None and extract.ended_at is None and _are_a_pair(extract.strand)
    return Standing(
        frozenset({Who.MEMBER} if was_there else ()), frozenset({If.ALL_AGREED} if in_force else ())
    )


def _are_a_pair(strand: Strand) -> bool:
    """Nobody whose voice may be in it has left the pair or the school."""
    people = [part.person for part in strand.parts.all()]
    partnership = strand.cycle.partnership
    return not is_across(strand) and all(are_together(people[0], one, partnership) for one in people)
