"""Ana and Cleo are in a development group, where Ana has asked to bring part of her talk with Ben."""

from typing import Any

from sidebyside.conversations.models import Transcript
from sidebyside.groups.models import ExtractYes, Group, Member, TalkExtract
from tests.cast import Cast

STILL = ("development group", "asked extract")


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    group = Group.objects.create(school=cast.school, name="Coaches on Tuesdays")
    for person in (cast.ana, cast.cleo):
        Member.objects.create(group=group, person=person)
    talk = Transcript.objects.get(conversation__strand=cast.strand)
    turn = talk.turns.all()[0].code
    asked = TalkExtract.objects.create(
        group=group,
        strand=cast.strand,
        asked_by=cast.ana,
        transcript=talk.code,
        revision=talk.revision,
        first_turn=turn,
        last_turn=turn,
    )
    ExtractYes.objects.create(extract=asked, person=cast.ana)
    return {"development group": {"code": group.code}, "asked extract": {"code": asked.code}}
