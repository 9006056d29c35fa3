from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership
from sidebyside.programme.standing import are_together, is_in, membership_of
from sidebyside.shelf.models import Item
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def shelf_standing(person: Person, partnership: Partnership) -> Standing:
    """Whoever is in the pair keeps it; whoever was in it comes back to what is their own there."""
    who: set[Who] = set()
    found = membership_of(person, partnership)
    if found is not None and found.accepted_at is not None:
        who.add(Who.AUTHOR)
    if is_in(person, partnership) and partnership.ended_at is None:
        who.add(Who.PARTNER)
    return Standing(frozenset(who))


def item_standing(person: Person, item: Item) -> Standing:
    """``partnership`` as ``partnerships()`` reads it. Its partners read it while they and its author are together."""
    who: set[Who] = set()
    if item.author_id == person.pk:
        who.add(Who.AUTHOR)
    elif are_together(person, item.author, item.partnership):
        who.add(Who.PARTNER)
    return Standing(frozenset(who))
