"""The only way from a person to a lesson on offer."""

import uuid

from django.db.models import Prefetch, QuerySet

from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.walks.models import Offer, OfferWords, Visit, Walked
from sidebyside.walks.when import day_begins


def enter(person: Person, act: Act = Act.SEE) -> None:
    """To the list of one's own school. Raises Http404 for a guest."""
    doors.check(person, act, Kind.WALKS, person.school)


def offer_for(person: Person, code: uuid.UUID, act: Act) -> Offer:
    found = Offer.objects.select_related("host", "school").filter(code=code).first()
    doors.check(person, act, Kind.WALK, found)
    assert found is not None
    return found


def booked_by(person: Person, code: uuid.UUID) -> Offer:
    """One that they have booked, also where it is cancelled meanwhile. Raises Http404 where they have not."""
    enter(person, Act.CHANGE)
    found = Offer.objects.select_related("host", "school").filter(code=code, visits__visitor=person).first()
    if found is None:
        doors.nothing_here()
    return found


def offers_for(person: Person) -> list[Offer]:
    """All of the school from today on that this person may know of, the next first; visitors come with each."""
    visits = Visit.objects.select_related("visitor").filter(visitor__is_active=True)
    rows = (
        _from_today(person)
        .select_related("host", "school")
        .prefetch_related(Prefetch("visits", queryset=visits))
        .order_by("starts_at", "pk")
    )
    return [one for one in rows if doors.may(person, Act.SEE, Kind.WALK, one) or _is_booked(person, one)]


def words_of(person: Person, offers: list[Offer]) -> dict[int, OfferWords]:
    """What hosts say of the lessons that stand, by offer; ``offers`` as ``offers_for`` gave them."""
    by_pk = {one.pk: one for one in offers if doors.may(person, Act.SEE, Kind.WALK, one)}
    rows = OfferWords.objects.filter(
        offer__school_id=person.school_id,
        offer__starts_at__gte=day_begins(person.school),
        offer__cancelled_at=None,
    )
    found = {}
    for row in rows:
        if row.offer_id in by_pk:
            row.offer = by_pk[row.offer_id]
            found[row.offer_id] = row
    return found


def walked(person: Person) -> list[Walked] | None:
    """How many lessons were visited, by month, for a co-ordinator of the school; None for everybody else."""
    if not doors.may(person, Act.SEE, Kind.WALKED, person.school):
        return None
    return list(Walked.objects.filter(school=person.school).order_by("-month")[:12])


def _from_today(person: Person) -> QuerySet[Offer]:
    return Offer.objects.filter(school=person.school, starts_at__gte=day_begins(person.school))


def _is_booked(person: Person, offer: Offer) -> bool:
    """Told to whoever meant to come, also after it was cancelled."""
    return any(visit.visitor_id == person.pk for visit in offer.visits.all())
