"""A colleague who sits in on one talk: asked in by one partner, let in by the other, out when either says so."""

from django.db import transaction
from django.utils import timezone

from sidebyside.conversations.models import ListenerIn
from sidebyside.conversations.written.changing import CannotNow
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.trust import audit
from sidebyside.trust.words import Circle, pair_and, who_can_see

# With three partners one yes beside one's own would not be everybody's.
PARTNERS = 2


def listeners_of(strand: Strand) -> list[ListenerIn]:
    """Who is asked in, or in, now."""
    rows = ListenerIn.objects.filter(strand=strand, ended_at__isnull=True)
    return list(rows.select_related("person", "asked_by", "approved_by").order_by("asked_at"))


def let_in_names(strand: Strand) -> str:
    """Who beside the partners reads and hears this talk now; nothing where nobody does."""
    return ", ".join(one.person.name for one in listeners_of(strand) if one.approved_at is not None)


def corner(strand: Strand) -> str:
    """Who can see a page of this talk, in words that stay true when somebody sits in."""
    names = let_in_names(strand)
    return pair_and(names) if names else who_can_see(Circle.PAIR)


@transaction.atomic
def ask_in(strand: Strand, person: Person, email: str) -> ListenerIn:
    """Nothing opens until the other partner says yes. Raises CannotNow."""
    partners = {part.person_id for part in strand.parts.all()}
    if len(partners) != PARTNERS:
        raise CannotNow("not for three")
    school = strand.cycle.partnership.programme.school
    found = Person.objects.filter(email__iexact=email.strip(), school=school, is_active=True).first()
    if found is None or found.pk in partners:
        raise CannotNow("no such colleague")
    listener, is_new = ListenerIn.objects.get_or_create(
        strand=strand, person=found, ended_at=None, defaults={"asked_by": person}
    )
    if is_new:
        audit.did("asked somebody in", "written", strand.code, person.code)
    return listener


@transaction.atomic
def let_in(listener: ListenerIn, person: Person) -> None:
    """Only the partner who did not ask can say this. Raises CannotNow."""
    if listener.asked_by_id == person.pk:
        raise CannotNow("your partner says")
    waiting = ListenerIn.objects.filter(pk=listener.pk, approved_at__isnull=True, ended_at__isnull=True)
    if waiting.update(approved_by=person, approved_at=timezone.now()):
        audit.did("let somebody in", "written", listener.strand.code, person.code)


@transaction.atomic
def end(listener: ListenerIn, person: Person) -> None:
    """Either partner, at any time. What was read cannot be recalled."""
    there = ListenerIn.objects.filter(pk=listener.pk, ended_at__isnull=True)
    if there.update(ended_at=timezone.now()):
        audit.did("shut somebody out", "written", listener.strand.code, person.code)
