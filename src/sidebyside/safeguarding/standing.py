"""How a person stands to the exception at their school, and to one recording that was asked for under it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from sidebyside.consent.models import SAFEGUARDING, Charge
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.people.standing import school_standing
from sidebyside.programme.standing import is_across, part_of
from sidebyside.safeguarding.models import Opening, Period
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who

OPEN_FOR = timedelta(minutes=60)
# Who asked longer before the other did shows the second factor again before looking.
FRESH_FOR = timedelta(minutes=15)
NOBODY = Standing(frozenset())


@dataclass(frozen=True)
class Seen:
    """One opening as it is looked at from one session (a hash of its key).

    ``has_it`` says whether what was asked for is there, and is asked last: it looks at content.
    """

    opening: Opening
    session: str
    has_it: Callable[[], bool]


def the_two(school_id: int) -> list[Person]:
    """Both named people, the lead first; nobody where it is not exactly two different people who may be it now."""
    charges = Charge.objects.filter(school=school_id, what__in=SAFEGUARDING, person__school=school_id)
    found = {one.what: one.person for one in charges.select_related("person__school")}
    people = [found[what] for what in SAFEGUARDING if what in found]
    if len(charges) != 2 or len({one.pk for one in people}) != 2:
        return []
    # Who names the two and switches it on opens nothing by it, whatever they were when they were named.
    runs = SchoolRole.objects.filter(person__in=people, role=SchoolRole.Role.CO_ORDINATOR)
    return [] if runs.exists() else people


def period_at(school_id: int) -> Period | None:
    """Since when it is switched on; None where it is off."""
    return (
        Period.objects.select_related("school")
        .filter(school=school_id, off_at=None, on_at__lte=timezone.now())
        .first()
    )


def is_one_of_two(person: Person) -> bool:
    """For the way through the product: whether there is a page for them now."""
    return period_at(person.school_id) is not None and person in the_two(person.school_id)


def room_standing(person: Person, school: School) -> Standing:
    if person.school_id != school.pk:
        return NOBODY
    who = set(school_standing(person, school).who)
    if period_at(school.pk) is None:
        return Standing(frozenset(who))
    if person in the_two(school.pk):
        who.add(Who.SAFEGUARDING)
    return Standing(frozenset(who), frozenset({If.SWITCHED_ON}))


def glass_standing(person: Person, seen: Seen) -> Standing:
    """Asked with every request and every few seconds of a stream; nothing of it is remembered."""
    opening = seen.opening
    school = opening.period.school_id
    two = the_two(school)
    if person.school_id != school or person not in two:
        return NOBODY
    # Neither of them is a partner in it: who opens is never who it is about, or who could ask.
    if any(part_of(one, opening.strand) for one in two):
        return NOBODY
    if not is_theirs_to_open(school, opening):
        return NOBODY
    facts: set[If] = set()
    if opening.period.off_at is None and opening.period.on_at <= timezone.now():
        facts.add(If.SWITCHED_ON)
    asked = runs(opening) and _both_asked(opening, two, person, seen.session)
    if If.SWITCHED_ON in facts and asked and seen.has_it():
        facts.add(If.BOTH_ASKED)
    return Standing(frozenset({Who.SAFEGUARDING}), frozenset(facts))


def is_theirs_to_open(school: int, opening: Opening) -> bool:
    """A film by the school of whose it is. A talk of two schools belongs to both, and is opened by neither."""
    if opening.what == Opening.What.TALK and is_across(opening.strand):
        return False
    return opening.strand.coachee.school_id == school


def runs(opening: Opening) -> bool:
    """Both had asked, nobody has ended it, and its hour is not over. A clock that went back opens nothing."""
    if opening.opened_at is None or opening.ended_at is not None:
        return False
    return opening.opened_at <= timezone.now() < opening.opened_at + OPEN_FOR


def _both_asked(opening: Opening, two: list[Person], person: Person, session: str) -> bool:
    """Each looks in the session in which they showed their second factor, and not long before it opened."""
    asks = {one.person_id: one for one in opening.asks.all()}
    if not {one.pk for one in two} <= asks.keys() or opening.opened_at is None:
        return False
    own = asks[person.pk]
    return bool(session) and own.session == session and own.shown_at >= opening.opened_at - FRESH_FOR
