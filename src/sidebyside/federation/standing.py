"""How a person stands to the schools of their trust, and to a link between them."""

from sidebyside.federation.models import Federation, Link, Visiting
from sidebyside.people.models import Person
from sidebyside.people.standing import school_standing
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def federation_standing(person: Person, federation: Federation) -> Standing:
    """Whoever runs one of its schools, and the links: nobody else of any of them."""
    if not federation.members.filter(school=person.school_id).exists():
        return Standing(frozenset())
    who = set(school_standing(person, person.school).who)
    if Link.objects.acting().filter(person=person, member__federation=federation).exists():
        who.add(Who.LINK)
    return Standing(frozenset(who))


def link_standing(person: Person, link: Link) -> Standing:
    """Towards one asking or one link of the person's own school, while it has not ended."""
    if link.ended_at is not None or person.school_id != link.member.school_id:
        return Standing(frozenset())
    who = set(school_standing(person, person.school).who)
    if person.pk == link.person_id and not person.is_guest:
        who.add(Who.ASKED_LINK if link.yes_at is None else Who.LINK)
    return Standing(frozenset(who))


def links_at(school: int) -> set[int]:
    """Who is the link of this school (by its key) now: one at most."""
    return set(Link.objects.acting().filter(member__school=school).values_list("person", flat=True))


def visiting_standing(person: Person, visiting: Visiting) -> Standing:
    """The link of the person's own school from the first question; the person once their link has said yes."""
    who: set[Who] = set()
    if visiting.ended_at is not None or visiting.school_id != person.school_id:
        return Standing(frozenset())
    links = visiting.links if visiting.links is not None else links_at(person.school_id)
    if person.pk in links:
        who.add(Who.LINK)
    if visiting.person_id == person.pk and visiting.link_yes_at is not None:
        who.add(Who.VISITOR)
    return Standing(frozenset(who))
