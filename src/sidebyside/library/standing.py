"""How a person stands to training, to notes of their own, and to what colleagues show them."""

from sidebyside.library.models import (
    Addition,
    Interest,
    ReadingAnswer,
    ReadingKeeper,
    ReadingRequest,
    Tried,
)
from sidebyside.people.models import Person, School, SchoolRole
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


def readings_standing(person: Person, school: School) -> Standing:
    """To the page of requests: whoever works at the school; who of them answers; who names those that do."""
    if person.school_id != school.pk or person.is_guest:
        return Standing(frozenset())
    runs = SchoolRole.objects.filter(person=person, school=school, role=SchoolRole.Role.CO_ORDINATOR).exists()
    named = ReadingKeeper.objects.filter(person=person, school=school).exists()
    who = {Who.COLLEAGUE} | ({Who.SCHOOL_CO_ORDINATOR} if runs else set())
    return Standing(frozenset(who | ({Who.ANSWERER} if runs or named else set())))


def reading_standing(person: Person, request: ReadingRequest) -> Standing:
    author = request.person
    if author.pk == person.pk:
        return Standing(frozenset({Who.AUTHOR}))
    if not author.is_active:
        return Standing(frozenset())
    who = set(readings_standing(person, author.school).who)
    if not request.to_all:
        who -= {Who.COLLEAGUE}
    return Standing(frozenset(who), frozenset({If.PUBLISHED} if request.shown_at else ()))


def answer_standing(person: Person, answer: ReadingAnswer) -> Standing:
    """Its author, and whoever asked."""
    who = {Who.AUTHOR} if answer.author_id == person.pk else set()
    if answer.request is not None and answer.request.person_id == person.pk:
        who.add(Who.OWNER)
    return Standing(frozenset(who))
