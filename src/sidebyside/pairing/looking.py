"""One line for somebody's home page: groups that are open to them."""

from collections.abc import Collection
from typing import Any

from sidebyside.pairing.known import stays_fixed
from sidebyside.pairing.models import Joined, Setting
from sidebyside.people.models import Person


def looking(person: Person, has_a_partner_in: Collection[int]) -> list[dict[str, Any]]:
    """Open groups of the person's school, but for programmes (by their keys) in which they have a partner."""
    if person.is_held or person.is_guest:
        return []
    open_now = Setting.objects.filter(programme__school=person.school_id, programme__closed_at=None)
    programmes = [
        one.programme
        for one in open_now.select_related("programme").order_by("pk")
        if one.programme_id not in has_a_partner_in and not stays_fixed(one.programme)
    ]
    if not programmes:
        return []
    joined = set(
        Joined.objects.filter(person=person, programme__in=programmes).values_list("programme_id", flat=True)
    )
    return [{"programme": one, "joined": one.pk in joined} for one in programmes]
