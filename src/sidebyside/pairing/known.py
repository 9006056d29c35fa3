"""What is openly known for a programme's group, for core/matching. Names no content table."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from sidebyside.core.matching import Known, Shown
from sidebyside.pairing.models import Joined, Line
from sidebyside.people.models import Person
from sidebyside.programme.models import Membership, Partnership, Programme

Free = Callable[[Sequence[Person]], Mapping[frozenset[str], int]]


class _FreePeriods:
    """The room of timetables says here how many free periods a week two have in common."""

    count: Free | None = None


def counts_free_periods(count: Free) -> None:
    _FreePeriods.count = staticmethod(count)


def knows_free_periods() -> bool:
    return _FreePeriods.count is not None


def group_of(programme: Programme) -> list[Joined]:
    """Everybody who has joined and whose account is open."""
    rows = Joined.objects.filter(programme=programme, person__is_active=True).select_related("person")
    return list(rows.order_by("person__name", "pk"))


def placed_in(programme: Programme) -> set[int]:
    """Keys of those who stand in a partnership of this programme, or have a proposal that nobody has declined."""
    return {
        one.person_id
        for partnership in _partnerships(programme)
        if _stands(partnership)
        for one in partnership.memberships.all()
    }


def known_of(programme: Programme, people: Sequence[Person]) -> Known:
    """Line management, pairs that were not taken up or have ended, who worked together before, free periods."""
    here = {one.pk: str(one.code) for one in people}
    lines = Line.objects.filter(school=programme.school_id).values_list("manager_id", "managed_id")
    never = [frozenset((here[one], here[other])) for one, other in lines if one in here and other in here]
    together: list[frozenset[str]] = []
    rows = Membership.objects.filter(person__in=list(here)).select_related("partnership")
    by_partnership: dict[int, list[Membership]] = {}
    for row in rows:
        by_partnership.setdefault(row.partnership_id, []).append(row)
    for members in by_partnership.values():
        twos = [frozenset(here[one.person_id] for one in two) for two in combinations(members, 2)]
        if all(one.accepted_at for one in members):
            together += twos
        partnership = members[0].partnership
        over = partnership.ended_at or any(one.declined_at or one.left_at for one in members)
        if partnership.programme_id == programme.pk and over:
            never += twos
    count = _FreePeriods.count
    return Known(frozenset(never), frozenset(together), count(people) if count else {})


def shown(joined: Joined) -> Shown:
    return Shown(
        str(joined.person.code),
        joined.subject,
        joined.phase,
        joined.site,
        joined.experience,
        joined.rank,
        joined.focus,
        tuple(part.strip() for part in joined.interests.split(",") if part.strip()),
    )


def _partnerships(programme: Programme) -> list[Partnership]:
    return list(programme.partnerships.filter(ended_at=None).prefetch_related("memberships"))


def _stands(partnership: Partnership) -> bool:
    members = list(partnership.memberships.all())
    if any(one.declined_at for one in members):
        return False
    # Of three, two may go on together.
    return sum(one.left_at is None for one in members) > 1
