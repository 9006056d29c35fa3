"""A colleague who sits in on one talk: asked in by one partner, let in by every other, out when any says so.

In a trio every partner's yes is needed, and any partner's no is enough.
"""

from django.db import transaction
from django.utils import timezone

from sidebyside.conversations.models import ListenerIn, ListenerYes
from sidebyside.conversations.written.changing import CannotNow
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import is_across
from sidebyside.trust import audit
from sidebyside.trust.words import Circle, pair_and, who_can_see

# Where there is nobody else to say yes, nobody is let in.
FEWEST_PARTNERS = 2


def listeners_of(strand: Strand) -> list[ListenerIn]:
    """Who is asked in, or in, now."""
    rows = ListenerIn.objects.filter(strand=strand, ended_at__isnull=True)
    rows = rows.select_related("person", "asked_by", "approved_by").prefetch_related("yeses")
    return list(rows.order_by("asked_at"))


def missing(listener: ListenerIn, strand: Strand) -> list[Person]:
    """The partners whose yes is still to come, in the strand's order."""
    said = {one.person_id for one in listener.yeses.all()} | {listener.asked_by_id}
    return [part.person for part in strand.parts.all() if part.person_id not in said]


def let_in_names(strand: Strand) -> str:
    """Who beside the partners reads and hears this talk now; nothing where nobody does."""
    return ", ".join(one.person.name for one in listeners_of(strand) if one.approved_at is not None)


def corner(strand: Strand) -> str:
    """Who can see a page of this talk, in words that stay true when somebody sits in."""
    names = let_in_names(strand)
    return pair_and(names) if names else who_can_see(Circle.PAIR)


@transaction.atomic
def ask_in(strand: Strand, person: Person, email: str) -> ListenerIn:
    """Nothing opens until every other partner says yes. Raises CannotNow."""
    partners = {part.person_id for part in strand.parts.all()}
    if len(partners) < FEWEST_PARTNERS:
        raise CannotNow("nobody to say yes")
    if is_across(strand):
        raise CannotNow("two schools")
    school = strand.cycle.partnership.programme.school
    found = school.colleagues().filter(email__iexact=email.strip()).first()
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
    """A yes that only a partner who did not ask can say; the last of them opens it. Raises CannotNow."""
    if listener.asked_by_id == person.pk:
        raise CannotNow("your partner says")
    # Held: of two who say yes at once, the later must see the other's.
    held = ListenerIn.objects.select_for_update().filter(pk=listener.pk, ended_at__isnull=True).first()
    if held is None or held.approved_at is not None:
        return
    ListenerYes.objects.get_or_create(listener=held, person=person)
    if not missing(held, listener.strand):
        held.approved_by, held.approved_at = person, timezone.now()
        held.save(update_fields=["approved_by", "approved_at"])
        audit.did("let somebody in", "written", listener.strand.code, person.code)


@transaction.atomic
def end(listener: ListenerIn, person: Person) -> None:
    """Any partner, at any time. What was read cannot be recalled."""
    there = ListenerIn.objects.filter(pk=listener.pk, ended_at__isnull=True)
    if there.update(ended_at=timezone.now()):
        audit.did("shut somebody out", "written", listener.strand.code, person.code)
