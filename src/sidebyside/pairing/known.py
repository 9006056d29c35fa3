"""What is openly known for a programme's group, for core/matching. Names no content table."""

from collections.abc import Sequence
from itertools import combinations

from sidebyside.core.matching import Known, Shown
from sidebyside.pairing.free import in_common
from sidebyside.pairing.models import Joined, Line
from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Membership, Partnership, Programme


def stays_fixed(programme: Programme) -> bool:
    """Who coaches is said by name there: neither chance nor who asked first may make it so."""
    return plans.kept(programme.plan).roles is plans.Roles.FIXED


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
    return Known(frozenset(never), frozenset(together), in_common(people))


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
