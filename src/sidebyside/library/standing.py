"""How a person stands to training, to notes of their own, and to what colleagues show them."""

from sidebyside.library.models import Addition, Interest, Tried
from sidebyside.people.models import Person
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


def tried_standing(person: Person, tried: Tried) -> Standing:
    return Standing(frozenset({Who.AUTHOR} if tried.person_id == person.pk else ()))


def addition_standing(person: Person, addition: Addition) -> Standing:
    return _shown(person, addition.author, addition.shown_at is not None)


def interest_standing(person: Person, interest: Interest) -> Standing:
    return _shown(person, interest.person, interest.shown_at is not None)


def _shown(person: Person, author: Person, is_shown: bool) -> Standing:
    if author.pk == person.pk:
        return Standing(frozenset({Who.AUTHOR}))
    # Whoever left the school takes what they showed with them; a guest is nobody's colleague.
    is_colleague = author.school_id == person.school_id and author.is_active and not person.is_guest
    who = {Who.COLLEAGUE} if is_colleague else set()
    return Standing(frozenset(who), frozenset({If.PUBLISHED} if is_shown else ()))
