"""The coachee lets the coach film one lesson. The film is the coachee's; the coach's device writes and opens nothing.

It lasts until it is taken back. That the cycle rests or closes ends no filming that is still to arrive, but nobody
is asked to film any more.
"""

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import coaches_there, is_across
from sidebyside.recordings.models import HandOver
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind


def handed_to(strand: Strand) -> list[Person]:
    """Who may film this lesson now, beside its coachee. Nobody of another school."""
    if is_across(strand):
        return []
    given = set(HandOver.objects.filter(strand=strand, ended_at__isnull=True).values_list("to_id", flat=True))
    return [coach for coach in coaches_there(strand) if coach.pk in given]


def asked_to_film(person: Person, strands: Iterable[Strand]) -> set[int]:
    """Keys of those strands to whose filming page this coach is to be led; one query. Coachees are not asked here."""
    coached = [
        strand
        for strand in strands
        if strand.cycle.is_running and any(coach.pk == person.pk for coach in strand.coaches)
    ]
    if person.is_held:
        return set()
    prefetch_related_objects(coached, "hand_overs")
    return {strand.pk for strand in coached if doors.may(person, Act.BRING, Kind.FILM, strand)}


def could_film(strand: Strand) -> list[Person]:
    """In a pair of two schools nobody: device and eyes would be another school's, and pupils' yeses are not for it."""
    return coaches_there(strand) if strand.cycle.is_running and not is_across(strand) else []


def give(strand: Strand, by: Person, to: uuid.UUID | None = None) -> Person | None:
    """Hand over to this coach, or to the only one. None where nobody could be asked; twice is once."""
    could = could_film(strand)
    coach = next((one for one in could if to is None or one.code == to), None)
    if coach is None:
        return None
    try:
        with transaction.atomic():
            HandOver.objects.create(strand=strand, to=coach)
            audit.did("handed over", Kind.FILM, strand.code, by.code, to=str(coach.code))
    except IntegrityError:
        # The other press of the button was quicker.
        return coach
    return coach


def take_back(strand: Strand, by: Person) -> bool:
    """From now on the coach's device brings nothing more; what it holds stays there, sealed."""
    with transaction.atomic():
        if not HandOver.objects.filter(strand=strand, ended_at__isnull=True).update(ended_at=timezone.now()):
            return False
        audit.did("took filming back", Kind.FILM, strand.code, by.code)
        return True
