"""Withholding a passage: either may, at once, and only who did it brings it back.

Until both have signed off and seven days more have passed, the words still lie sealed; then they are destroyed.
"""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sidebyside.conversations.models import Edit, SignOff, Transcript, WrittenTurn
from sidebyside.conversations.written import signing, silence
from sidebyside.conversations.written.changing import CannotNow, change
from sidebyside.conversations.written.wiping import wipe
from sidebyside.people.models import Person
from sidebyside.trust import audit

MOST_AT_ONCE = 500


def withhold(transcript: Transcript, person: Person, code: uuid.UUID, count: int = 1) -> int:
    """From this turn on, so many turns are a gap for both: on the page, in every file, and in the sound.

    Whatever the other one has changed in between. Raises CannotNow.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise CannotNow("too many")
    with change(transcript, person, Edit.Kind.WITHHOLD) as now:
        first = now.transcript.turns.filter(code=code).first()
        if first is None:
            raise CannotNow("gone")
        rows = list(now.transcript.turns.filter(order__gte=first.order)[:count])
        wanted = [row.pk for row in rows if not row.is_gap]
        WrittenTurn.objects.filter(pk__in=wanted).update(
            withheld_by=person, withheld_at=timezone.now(), revision=F("revision") + 1
        )
        now.count, now.first = len(wanted), code
        if wanted:
            audit.did("withheld", "written", now.transcript.code, person.code, turns=len(wanted))
            silence.wish(now.transcript.conversation)
    return len(wanted)


def bring_back(transcript: Transcript, person: Person, code: uuid.UUID) -> int:
    """The whole passage that was withheld together with this turn. Raises CannotNow."""
    with change(transcript, person, Edit.Kind.BRING_BACK) as now:
        turn = now.transcript.turns.filter(code=code).first()
        if turn is None or turn.withheld_at is None or turn.blanked_at is not None:
            raise CannotNow("nothing withheld")
        if turn.withheld_by_id != person.pk:
            raise CannotNow("not yours to bring back")
        if signing.is_final(now.transcript):
            raise CannotNow("too late to bring back")
        passage = now.transcript.turns.filter(
            withheld_by=person, withheld_at=turn.withheld_at, blanked_at__isnull=True
        )
        now.count = passage.update(withheld_by=None, withheld_at=None, revision=F("revision") + 1)
        now.first = code
        audit.did("brought back", "written", now.transcript.code, person.code, turns=now.count)
        silence.wish(now.transcript.conversation)
    return now.count


def finals() -> Iterable[Transcript]:
    """Transcripts in which something is withheld that may not come back any more."""
    before = timezone.now() - signing.BROUGHT_BACK_WITHIN
    late = SignOff.objects.filter(at__lt=before).values("transcript")
    rows = Transcript.objects.filter(
        pk__in=late, turns__withheld_at__isnull=False, turns__blanked_at__isnull=True
    )
    found = rows.select_related("conversation__strand").distinct()
    return [one for one in found if signing.is_final(one)]


@transaction.atomic
def destroy_final(transcript: Transcript) -> None:
    """What both have signed off without is gone for good. The gap stays, and so do the sign-offs."""
    rows = transcript.turns.filter(withheld_at__isnull=False, blanked_at__isnull=True)
    count = wipe(transcript, rows.values_list("code", flat=True))
    silence.wish(transcript.conversation)
    audit.did("withheld words destroyed", "written", transcript.code, turns=count)
