"""How a person stands to a lesson on offer."""

from sidebyside.people.models import Person, School
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who
from sidebyside.walks.models import Offer
from sidebyside.walks.when import is_over


def offer_standing(person: Person, offer: Offer) -> Standing:
    if offer.host_id == person.pk:
        return Standing(frozenset({Who.OWNER}))
    is_here = person.school_id == offer.school_id and not person.is_guest
    shown = offer.cancelled_at is None and offer.host.is_active and offer.host.school_id == offer.school_id
    return Standing(
        frozenset({Who.COLLEAGUE} if is_here else ()),
        frozenset({If.PUBLISHED} if shown and not is_over(offer) else ()),
    )


def walks_standing(person: Person, school: School) -> Standing:
    """Everybody who works at the school, in a programme or not; a guest is nobody's colleague."""
    is_here = person.school_id == school.pk and not person.is_guest
    return Standing(frozenset({Who.COLLEAGUE} if is_here else ()))
