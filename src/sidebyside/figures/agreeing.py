"""Saying that one may be counted, and taking it back."""

from django.db import transaction
from django.utils import timezone

from sidebyside.figures.models import Counted
from sidebyside.people.models import Person
from sidebyside.trust import audit


@transaction.atomic
def agree(person: Person) -> None:
    """Counts from the next half-term that ends. Said again, an older yes is to shares over a trust as well."""
    now = timezone.now()
    _own, is_new = Counted.objects.get_or_create(person=person, defaults={"since": now, "trust_since": now})
    if is_new or Counted.objects.filter(person=person, trust_since=None).update(trust_since=now):
        audit.did("agreed", "being counted", person.code, person.code)


@transaction.atomic
def take_back(person: Person) -> None:
    """What was counted before stays: nobody can find them in it again."""
    if Counted.objects.filter(person=person).delete()[0]:
        audit.did("took back", "being counted", person.code, person.code)
