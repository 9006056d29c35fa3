"""Ana's and Eve's schools are one trust: Nina is the link at Ana's, and Omar is asked to be the next."""

import uuid
from typing import Any

from django.utils import timezone

from sidebyside.federation.models import Federation, Link, Member, Visiting
from tests.access.model import Right as R
from tests.cast import Cast

WITNESSES = {"Quilltrustname": (R.SEE_TRUST, R.READ_TRUST_FIGURES), "quillvisitor": (R.RUN_PROGRAMME,)}
STILL = ("link", "asked link")


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    federation = Federation.objects.create(name="Quilltrustname")
    here, _there = (
        Member.objects.create(federation=federation, school=one) for one in (cast.school, cast.other_school)
    )
    link = Link.objects.create(member=here, person=cast.nina, by=cast.dora, yes_at=timezone.now())
    asked = Link.objects.create(member=here, person=cast.omar, by=cast.dora)
    for person, yes_at in ((cast.tim, None), (cast.omar, timezone.now())):
        Visiting.objects.create(
            programme=uuid.uuid4(),
            host=cast.other_school,
            address=person.email,
            person=person,
            school=cast.school,
            link_yes_at=yes_at,
        )
    Visiting.objects.create(
        programme=cast.programme.code, host=cast.school, by=cast.dora, address="quillvisitor@hill.test"
    )
    return {"link": {"code": link.code}, "asked link": {"code": asked.code}}
