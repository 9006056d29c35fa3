"""A person's own aims in a partnership: read by its partners, kept through many conversations."""

from collections.abc import Sequence
from itertools import zip_longest

from django.db import transaction
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.actions import locked
from sidebyside.programme.models import Aim, Partnership, Strand, StrandPart
from sidebyside.programme.seen import insist_unchanged
from sidebyside.programme.stages import plan_of, reach, take_back

AIMS = 3


def aims_of(partnership: Partnership) -> list[Aim]:
    """Everybody's, oldest first, also those that have ended."""
    return list(Aim.objects.select_related("person").filter(partnership=partnership).order_by("pk"))


def standing_aims(partnership: Partnership, person: Person) -> list[Aim]:
    found = Aim.objects.select_related("person").filter(partnership=partnership, person=person)
    return list(found.filter(ended_at=None).order_by("pk"))


@transaction.atomic
def write_aims(partnership: Partnership, person: Person, wanted: Sequence[str], seen: str) -> None:
    """The person's own, place by place. An emptied one ends and stays to be read. Raises Changed."""
    locked(partnership)
    saved = standing_aims(partnership, person)
    rows = [words for words in wanted if words]
    if not insist_unchanged([one.words for one in saved], rows, seen):
        return
    for aim, words in zip_longest(saved, wanted):
        if aim is not None and not words:
            aim.ended_at = timezone.now()
            aim.save(update_fields=["ended_at"])
        elif aim is not None and aim.words != words:
            aim.words = words
            aim.save(update_fields=["words"])
        elif aim is None and words:
            Aim.objects.create(person=person, partnership=partnership, words=words)
    _tell_the_cycle(partnership, person)


def _tell_the_cycle(partnership: Partnership, person: Person) -> None:
    own = Strand.objects.filter(
        cycle__partnership=partnership,
        cycle__closed_at=None,
        parts__person=person,
        parts__role=StrandPart.Role.COACHEE,
    ).select_related("cycle__partnership__programme")
    has_one = bool(standing_aims(partnership, person))
    for strand in own:
        if plan_of(strand).has("aim"):
            (reach if has_one else take_back)(strand, "aim")
