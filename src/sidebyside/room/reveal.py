"""When partners see each other's marks: all are ready, or the meeting was opened by all."""

from collections.abc import Set

from django.db import transaction

from sidebyside.conversations.models import Conversation
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.stages import reach, talk_strand
from sidebyside.programme.standing import people_here
from sidebyside.room.models import Ready


def ready_people(strand: Strand) -> Set[int]:
    return set(Ready.objects.filter(strand=strand).values_list("person_id", flat=True))


def is_revealed(strand: Strand) -> bool:
    return _all_in(strand, ready_people(strand)) or is_meeting_open(strand)


def is_meeting_open(strand: Strand) -> bool:
    """Where both coach at once, the one talk opens every side of the cycle."""
    return Conversation.objects.filter(strand=talk_strand(strand), opened_at__isnull=False).exists()


@transaction.atomic
def say_ready(strand: Strand, person: Person) -> None:
    """Saying it twice changes nothing. The last one to say it opens both sides."""
    _one_at_a_time(strand)
    Ready.objects.get_or_create(strand=strand, person=person)
    if _all_in(strand, ready_people(strand)):
        reach(strand, "prepare")


@transaction.atomic
def take_ready_back(strand: Strand, person: Person) -> bool:
    """False once it is too late: what has been seen cannot be unseen."""
    _one_at_a_time(strand)
    if is_revealed(strand):
        return False
    Ready.objects.filter(strand=strand, person=person).delete()
    return True


def _all_in(strand: Strand, ready: Set[int]) -> bool:
    return {person.pk for person in people_here(strand)} <= ready


def _one_at_a_time(strand: Strand) -> None:
    # Two partners pressing in the same second must not both find the other missing.
    Strand.objects.select_for_update().get(pk=strand.pk)
