"""Writing in the log of breaches: each change is counted and noted."""

from django.db import transaction
from django.utils import timezone

from sidebyside.law.forms import BreachForm
from sidebyside.law.models import Breach
from sidebyside.people.models import Person
from sidebyside.trust import audit


@transaction.atomic
def enter(form: BreachForm, by: Person) -> Breach:
    breach = form.save(commit=False)
    breach.school, breach.made_by = by.school, by
    breach.save()
    audit.did("entered", "breach", breach.code, by.code, version=breach.version)
    return breach


@transaction.atomic
def change(form: BreachForm, by: Person) -> Breach:
    breach = form.save(commit=False)
    breach.version += 1
    breach.save()
    audit.did("changed", "breach", breach.code, by.code, version=breach.version, risk=breach.risk)
    return breach


@transaction.atomic
def close(breach: Breach, by: Person) -> bool:
    """False where the authority must still be told: an open duty is not closed away."""
    if breach.must_tell:
        return False
    Breach.objects.filter(pk=breach.pk, closed_at__isnull=True).update(closed_at=timezone.now())
    audit.did("closed", "breach", breach.code, by.code)
    return True
