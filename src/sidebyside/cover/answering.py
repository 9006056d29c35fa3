"""What becomes of a request: by whom the school says, once, and against a line that may pay."""

import uuid

from django.db import transaction
from django.utils import timezone

from sidebyside.cover.ledger import rule_of
from sidebyside.cover.models import CoverRequest, CoverRule, FundingLine
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme, Strand
from sidebyside.timetable.models import Reason
from sidebyside.trust import audit

State = CoverRequest.State


class NotPossible(Exception):
    """Carries a word: "not yours", "gone", "line"."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def answers(programme: Programme, person: Person, rule: CoverRule | None = None) -> bool:
    """Whether this co-ordinator is one whom the school lets answer."""
    rule = rule or rule_of(programme)
    return rule.answered_by != CoverRule.Answered.ONE or rule.one_id in (None, person.pk)


@transaction.atomic
def answer(
    programme: Programme, code: uuid.UUID, by: Person, *, approve: bool, line: FundingLine | None
) -> CoverRequest:
    """Raises NotPossible. A second press of the same button finds it done."""
    if not answers(programme, by):
        raise NotPossible("not yours")
    request = (
        CoverRequest.objects.select_for_update()
        .filter(code=code, strand__cycle__partnership__programme=programme)
        .first()
    )
    wanted = State.APPROVED if approve else State.LOST
    if request is None or request.state not in (State.ASKED, State.APPROVED, wanted):
        raise NotPossible("gone")
    if line is not None and not line.may_pay(request):
        raise NotPossible("line")
    if request.state == State.LOST:
        return request
    request.state, request.answered_at = wanted, timezone.now()
    request.reason = "" if approve else Reason.NO_COVER
    request.line = line if approve else None
    request.is_settled = not approve
    request.save(update_fields=["state", "answered_at", "reason", "line", "is_settled"])
    audit.did("answered", "cover", request.code, by.code, approved=approve)
    return request


@transaction.atomic
def lose(strand: Strand, code: uuid.UUID, reason: str, by: Person) -> bool:
    """The pair says that what was covered did not happen, with a kind of reason. False where there is none such."""
    kind = reason if reason in Reason.values else Reason.OTHER
    found = CoverRequest.objects.filter(
        strand=strand, code=code, state__in=[State.ASKED, State.APPROVED]
    ).update(state=State.LOST, reason=kind, line=None, is_settled=True)
    if found:
        audit.did("lost", "cover", code, by.code, reason=str(kind))
    return bool(found)
