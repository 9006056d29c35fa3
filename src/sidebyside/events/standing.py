"""Whom an event is for, and how a person stands to a poster."""

from django.db.models import Q

from sidebyside.events.models import Event, Poster
from sidebyside.people.models import Person
from sidebyside.programme.models import Membership, Programme
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


def programmes_of(person: Person) -> set[int]:
    """Keys of their school's programmes in which they are in a pair that stands: one question."""
    here = Membership.objects.filter(
        person=person,
        accepted_at__isnull=False,
        left_at=None,
        partnership__ended_at=None,
        partnership__programme__school=person.school_id,
    )
    return set(here.values_list("partnership__programme_id", flat=True))


def asked(person: Person, programmes: set[int]) -> Q:
    """Events that are for this person, who is in pairs of these programmes."""
    found = Q(programme__in=programmes)
    if not person.is_guest:
        found |= Q(whole_school=True, programme__school_id=person.school_id)
    return found


def is_for(person: Person, event: Event) -> bool:
    if event.whole_school and not person.is_guest and event.programme.school_id == person.school_id:
        return True
    return person.pk in event.members


def event_standing(person: Person, event: Event) -> Standing:
    who = set()
    if is_for(person, event):
        who.add(Who.ASKED_TO_EVENT)
    if person.pk in event.run_by:
        who.add(Who.CO_ORDINATOR)
    return Standing(frozenset(who))


def poster_standing(person: Person, poster: Poster) -> Standing:
    if poster.author_id == person.pk:
        return Standing(frozenset({Who.AUTHOR}))
    who: set[Who] = set()
    if poster.author.is_active and any(one.person_id == person.pk for one in poster.beside.all()):
        who.add(Who.PARTNER)
    if event_standing(person, poster.event).who:
        who.add(Who.ASKED_TO_EVENT)
    return Standing(frozenset(who), frozenset({If.PUBLISHED} if hangs(poster) else ()))


def hangs(poster: Poster) -> bool:
    """Its people all say yes, and are all still here: who goes takes it along."""
    beside = list(poster.beside.all())
    people = [poster.author, *(one.person for one in beside)]
    return (
        poster.shown_at is not None
        and all(one.yes_at is not None for one in beside)
        and all(one.is_active and is_for(one, poster.event) for one in people)
    )


def partners_in(person: Person, programme: Programme) -> list[Person]:
    """Colleagues with whom this person is in a pair of the programme now, by name."""
    rows = Membership.objects.filter(
        partnership__programme=programme,
        partnership__ended_at=None,
        partnership__in=person.memberships.filter(accepted_at__isnull=False, left_at=None).values(
            "partnership"
        ),
        accepted_at__isnull=False,
        left_at=None,
        person__is_active=True,
        # Who visits from another school is asked to no event here, so a poster with them would never hang.
        person__school=programme.school_id,
    ).select_related("person")
    found = {one.person_id: one.person for one in rows if one.person_id != person.pk}
    return sorted(found.values(), key=lambda one: (one.name, one.pk))
