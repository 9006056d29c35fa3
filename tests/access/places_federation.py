"""Ana's and Eve's schools are one trust: Nina is the link at Ana's, and Omar is asked to be the next."""

from typing import Any

from django.utils import timezone

from sidebyside.federation.models import Federation, Link, Member
from tests.access.model import Right as R
from tests.cast import Cast

WITNESSES = {"Quilltrustname": (R.SEE_TRUST,)}
STILL = ("link", "asked link")


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    federation = Federation.objects.create(name="Quilltrustname")
    here, _there = (
        Member.objects.create(federation=federation, school=one) for one in (cast.school, cast.other_school)
    )
    link = Link.objects.create(member=here, person=cast.nina, by=cast.dora, yes_at=timezone.now())
    asked = Link.objects.create(member=here, person=cast.omar, by=cast.dora)
    return {"link": {"code": link.code}, "asked link": {"code": asked.code}}
