"""How a person stands to a school's kit, to its queue, and to one booking."""

from sidebyside.kit.models import Booking
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import is_in, part_of
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who

_ROLES = {
    SchoolRole.Role.TECHNICIAN: Who.TECHNICIAN,
    SchoolRole.Role.CO_ORDINATOR: Who.SCHOOL_CO_ORDINATOR,
}


def kit_standing(person: Person, school: School) -> Standing:
    is_here = person.school_id == school.pk and not person.is_guest
    return Standing(frozenset({Who.COLLEAGUE} if is_here else ()))


def queue_standing(person: Person, school: School) -> Standing:
    return Standing(frozenset(_keepers(person, school.pk)))


def booking_standing(person: Person, booking: Booking) -> Standing:
    who = _keepers(person, booking.school_id)
    if booking.borrower_id == person.pk:
        who.add(Who.OWNER)
    elif booking.strand is not None and not person.is_guest and _is_partner(person, booking.strand):
        who.add(Who.PARTNER)
    return Standing(frozenset(who))


def why_let_go(person: Person, booking: Booking) -> Booking.Why:
    """Who let it go, in the word that its borrower reads."""
    who = booking_standing(person, booking).who
    if Who.OWNER in who:
        return Booking.Why.OWN
    return Booking.Why.PARTNER if Who.PARTNER in who else Booking.Why.SCHOOL


def _is_partner(person: Person, strand: Strand) -> bool:
    return part_of(person, strand) is not None and is_in(person, strand.cycle.partnership)


def _keepers(person: Person, school: int) -> set[Who]:
    roles = SchoolRole.objects.filter(person=person, school=school, role__in=_ROLES)
    return {_ROLES[SchoolRole.Role(role)] for role in roles.values_list("role", flat=True)}
