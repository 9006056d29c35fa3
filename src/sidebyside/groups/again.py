"""One cycle more, after the last of the year's: opened when everybody in the pair has said yes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from sidebyside.groups.models import OnceMore
from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.actions import locked, open_cycle
from sidebyside.programme.models import Cycle, Membership, Partnership

# What stayed is asked one to two terms after a year's last day: our own convention, a term being about 13 weeks.
STAYED_AFTER = (timedelta(weeks=10), timedelta(weeks=32))


def asks_what_stayed(memberships: Iterable[Membership], today: date) -> bool:
    """Whether a coaching year that this person went into has been over for a term or two. Asks the database nothing
    where programmes are fetched ahead."""
    earliest, latest = STAYED_AFTER
    ended = [one.partnership.programme.ends_on for one in memberships if one.accepted_at is not None]
    return any(day + earliest <= today <= day + latest for day in ended)


def last_number(partnership: Partnership) -> int | None:
    """The number of the last cycle where all that the plan has are closed; None where the year goes on, or is over
    for the pair."""
    cycles = list(partnership.cycles.all())
    last = max((one.number for one in cycles), default=0)
    if partnership.ended_at is not None or not partnership.has_two_in:
        return None
    if not cycles or any(one.closed_at is None for one in cycles):
        return None
    is_over = partnership.programme.closed_at is not None
    return last if is_over or last >= plans.kept(partnership.programme.plan).cycles else None


def said_yes(partnership: Partnership, after: int) -> set[int]:
    return set(
        OnceMore.objects.filter(partnership=partnership, after=after).values_list("person_id", flat=True)
    )


@transaction.atomic
def say_yes(partnership: Partnership, person: Person) -> Cycle | None:
    """The new cycle once all have said yes. Pressed twice, or where none may follow, nothing happens."""
    found = locked(partnership)
    after = last_number(found)
    if after is None:
        return None
    OnceMore.objects.get_or_create(partnership=found, person=person, after=after)
    if {one.person_id for one in found.members_in} <= said_yes(found, after):
        return open_cycle(found, after + 1)
    return None


@transaction.atomic
def take_back(partnership: Partnership, person: Person) -> None:
    found = locked(partnership)
    OnceMore.objects.filter(partnership=found, person=person, after=last_number(found) or 0).delete()
