"""How a person stands to marks: their own always, a partner's once both are ready or the meeting is open."""

from dataclasses import dataclass

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import are_together, part_of
from sidebyside.room.reveal import is_revealed
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


@dataclass(frozen=True)
class Marks:
    """All that one author marked in one strand: the doors answer for it at once, however many there are."""

    strand: Strand
    author: Person


def marks_standing(person: Person, marks: Marks) -> Standing:
    if person.pk == marks.author.pk:
        return Standing(frozenset({Who.AUTHOR}))
    if not _are_partners(person, marks):
        return Standing(frozenset())
    facts = {If.REVEALED} if is_revealed(marks.strand) else set()
    return Standing(frozenset({Who.PARTNER}), frozenset(facts))


def own_words_standing(person: Person, strand: Strand) -> Standing:
    """Whoever had a part in a strand is the author of what they wrote in it, for good."""
    return Standing(frozenset({Who.AUTHOR} if part_of(person, strand) is not None else ()))


def _are_partners(person: Person, marks: Marks) -> bool:
    return (
        part_of(person, marks.strand) is not None
        and part_of(marks.author, marks.strand) is not None
        and are_together(person, marks.author, marks.strand.cycle.partnership)
    )
