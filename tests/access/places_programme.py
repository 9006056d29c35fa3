"""Where the addresses of ``rows_programme`` lead."""

from typing import Any

from sidebyside.programme import plans
from sidebyside.programme.models import RoleAsked, SchoolTemplate
from tests.cast import Cast


def places(cast: Cast) -> dict[str, dict[str, Any]]:
    own = SchoolTemplate.objects.create(
        school=cast.school, name="Ours", plan=plans.as_kept(plans.SIDE_BY_SIDE)
    )
    asked = RoleAsked.objects.create(school=cast.school, by=cast.dora, person=cast.leo, hands_over=True)
    return {
        "role asked": {"code": asked.code},
        "template": {"base": "side-by-side"},
        "own template": {"code": own.code},
        "step to tick": {"code": cast.strand.code, "key": "observe"},
    }
