"""How a person stands to a programme, a partnership, a strand. Other rooms build their standings on these."""

from datetime import datetime

from django.db.models import Q, QuerySet

from sidebyside.federation.visits import may_visit, visited_by
from sidebyside.people.models import Person, School
from sidebyside.people.standing import school_standing
from sidebyside.programme.models import (
    Cycle,
    Membership,
    Partnership,
    Programme,
    RoleAsked,
    Strand,
    StrandPart,
)
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


def strands() -> QuerySet[Strand]:
    """Strands with all that a standing needs, in a number of queries that does not grow."""
    return Strand.objects.select_related("cycle__partnership__programme__school").prefetch_related(
        "parts__person__school", "steps", "cycle__partnership__memberships__person"
    )


def partnerships() -> QuerySet[Partnership]:
    return Partnership.objects.select_related("programme__school").prefetch_related("memberships__person")


def coaches_there(strand: Strand) -> list[Person]:
    """Coaches of this strand who are together with its coachee now."""
    partnership = strand.cycle.partnership
    return [coach for coach in strand.coaches if are_together(strand.coachee, coach, partnership)]


def membership_of(person: Person, partnership: Partnership) -> Membership | None:
    return next((one for one in partnership.memberships.all() if one.person_id == person.pk), None)


def may_be_here(person: Person, partnership: Partnership) -> bool:
    """Whether they are of the programme's school, or may coach here from another one of its trust at this moment.

    Asked once for each partnership that was read; of nobody at the programme's own school.
    """
    if person.school_id == partnership.programme.school_id:
        return True
    known: dict[int, bool] = partnership.__dict__.setdefault("_may_visit", {})
    if person.pk not in known:
        known[person.pk] = may_visit(partnership.programme.code, person)
    return known[person.pk]


def open_to(person: Person, programme: str = "programme") -> Q:
    """``may_be_here`` for a list: rows whose programme, by that path, is open to this person at this moment."""
    visited = Q(**{f"{programme}__code__in": visited_by(person)})
    return Q(**{f"{programme}__school": person.school_id}) | visited


def is_in(person: Person, partnership: Partnership) -> bool:
    found = membership_of(person, partnership)
    return found is not None and found.is_in and may_be_here(person, partnership)


def was_in(person: Person, partnership: Partnership, at: datetime) -> bool:
    """Whether this person, who may have left since, had not left ``at``."""
    found = membership_of(person, partnership)
    return (
        found is not None and found.accepted_at is not None and (found.left_at is None or found.left_at >= at)
    )


def are_together(one: Person, other: Person, partnership: Partnership) -> bool:
    """Both are in, neither account is disabled, and nobody has ended the partnership."""
    return (
        partnership.ended_at is None
        and one.is_active
        and other.is_active
        and is_in(one, partnership)
        and is_in(other, partnership)
    )


def people_here(strand: Strand) -> list[Person]:
    """Whom a talk and a preparation wait for. In a trio whoever has left is not waited for any more."""
    everybody = [part.person for part in strand.parts.all()]
    if len(everybody) < 3:
        return everybody
    partnership = strand.cycle.partnership
    here = [one for one in everybody if is_in(one, partnership)]
    return here if len(here) > 1 and strand.coachee in here else everybody


def schools_in(pair: Strand | Partnership) -> set[int]:
    """Keys of the schools that its people belong to, and of its programme's. One, but for a pair of two."""
    if isinstance(pair, Strand):
        programme, people = pair.cycle.partnership.programme, [one.person for one in pair.parts.all()]
    else:
        programme, people = pair.programme, [one.person for one in pair.memberships.all()]
    return {programme.school_id, *(person.school_id for person in people)}


def is_across(pair: Strand | Partnership) -> bool:
    """Whether its people are of more than one school."""
    return len(schools_in(pair)) > 1


def schools_of_partners(person: int) -> set[int]:
    """Keys of the schools of whoever this person (by their key) is in a partnership with now."""
    mine = Partnership.objects.filter(
        ended_at=None, memberships__person=person, memberships__accepted_at__isnull=False
    )
    others = Membership.objects.filter(partnership__in=mine, accepted_at__isnull=False)
    return set(others.order_by().values_list("person__school", flat=True).distinct())


def part_of(person: Person, strand: Strand) -> StrandPart | None:
    return next((part for part in strand.parts.all() if part.person_id == person.pk), None)


def co_ordinates(person: Person, programme: Programme) -> bool:
    return programme.co_ordinators.filter(person=person).exists()


def role_standing(person: Person, asked: RoleAsked) -> Standing:
    """Towards a colleague's asking, while nobody has answered it and whoever asked could still give it."""
    if asked.ended_at is not None or person.school_id != asked.school_id:
        return Standing(frozenset())
    who = set(school_standing(person, asked.school).who)
    if person.pk == asked.person_id and not person.is_guest:
        who.add(Who.ASKED)
    return Standing(frozenset(who))


def answering_standing(person: Person, school: School) -> Standing:
    """Everybody of the staff may know who answers for what; a guest has their own block and nothing else here."""
    if person.school_id != school.pk:
        return Standing(frozenset())
    who = set(school_standing(person, school).who)
    return Standing(frozenset(who if person.is_guest else who | {Who.COLLEAGUE}))


def programme_standing(person: Person, programme: Programme) -> Standing:
    return Standing(frozenset({Who.CO_ORDINATOR} if co_ordinates(person, programme) else ()))


def partnership_standing(person: Person, partnership: Partnership) -> Standing:
    who: set[Who] = set()
    found = membership_of(person, partnership)
    if found is not None and partnership.ended_at is None and not may_be_here(person, partnership):
        if found.is_in:
            who.add(Who.RESTS)
    elif found is not None and partnership.ended_at is None:
        if found.is_in:
            who.add(Who.PARTNER)
        elif found.accepted_at is None and found.declined_at is None and found.left_at is None:
            who.add(Who.INVITED)
    if co_ordinates(person, partnership.programme):
        who.add(Who.CO_ORDINATOR)
    return Standing(frozenset(who))


def stages_standing(person: Person, cycle: Cycle) -> Standing:
    return partnership_standing(person, cycle.partnership)


def strand_standing(person: Person, strand: Strand) -> Standing:
    """The coachee keeps what is theirs for good; a coach is let in only while the two are together."""
    who: set[Who] = set()
    part = part_of(person, strand)
    partnership = strand.cycle.partnership
    if part is not None:
        if part.role == StrandPart.Role.COACHEE:
            who.add(Who.COACHEE)
        elif are_together(person, strand.coachee, partnership):
            who.add(Who.COACH)
        if is_in(person, partnership):
            who.add(Who.PARTNER)
    facts = {If.RUNNING} if strand.cycle.is_running else set()
    return Standing(frozenset(who), frozenset(facts))
