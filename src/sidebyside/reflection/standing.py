from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.programme.standing import are_together, part_of
from sidebyside.reflection.models import Brought, DiaryEntry, Pulse, Takeaway
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


def takeaway_standing(person: Person, takeaway: Takeaway) -> Standing:
    """The author's alone, for good; only a coach of the strand is ever an author."""
    part = part_of(person, takeaway.strand)
    is_own = takeaway.author_id == person.pk and part is not None and part.role == StrandPart.Role.COACH
    return Standing(frozenset({Who.AUTHOR} if is_own else ()))


def pulse_standing(person: Person, pulse: Pulse) -> Standing:
    return Standing(frozenset({Who.AUTHOR} if pulse.person_id == person.pk else ()))


def entry_standing(person: Person, entry: DiaryEntry) -> Standing:
    return Standing(frozenset({Who.AUTHOR} if entry.author_id == person.pk else ()))


def brought_standing(person: Person, brought: Brought) -> Standing:
    """Whoever is together with its author in this strand's partnership now; ``strand`` as ``strands()`` reads it."""
    strand, author = brought.strand, brought.entry.author
    who: set[Who] = set()
    if author.pk == person.pk:
        who.add(Who.AUTHOR)
    elif part_of(person, strand) and part_of(author, strand) and _together(person, author, strand):
        who.add(Who.PARTNER)
    is_shown = strand.cycle.is_running and brought.opening == strand.cycle.opening
    return Standing(frozenset(who), frozenset({If.RUNNING} if is_shown else ()))


def _together(person: Person, author: Person, strand: Strand) -> bool:
    return are_together(person, author, strand.cycle.partnership)
