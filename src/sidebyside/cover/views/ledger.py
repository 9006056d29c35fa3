"""The co-ordinator's page of cover and hours, its table, and the sums that leaders see."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.cover import answering, sheet
from sidebyside.cover.forms import LineForm, RuleForm
from sidebyside.cover.ledger import (
    FEWEST_PAIRS,
    PUBLISHED_HOURS,
    cost_pence,
    cycle_takes,
    ledger_of,
    reason_words,
    requests_of,
    rule_of,
)
from sidebyside.cover.models import CoverRequest, CoverRule, FundingLine
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import programme_for
from sidebyside.programme.models import Programme
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see

State = CoverRequest.State


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = programme_for(request.user, code, Act.RUN)
    rule = rule_of(programme)
    line_form, rule_form = LineForm(), RuleForm(programme=programme, rule=rule)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "line":
            line_form = LineForm(request.POST)
            if line_form.is_valid():
                FundingLine.objects.create(programme=programme, **line_form.kept())
                return _back(request, programme, _("The funding line is there."))
        elif do == "rule":
            rule_form = RuleForm(request.POST, programme=programme, rule=rule)
            if rule_form.is_valid():
                CoverRule.objects.update_or_create(programme=programme, defaults=rule_form.kept())
                audit.did("changed", "cover rule", programme.code, request.user.code)
                return _back(request, programme, _("That is kept."))
        else:
            return _other(request, programme, do)
    status = 422 if line_form.errors or rule_form.errors else 200
    shown = _shown(request, programme, rule) | {"line_form": line_form, "rule_form": rule_form}
    return render(request, "cover/cover.html", shown, status=status)


def _back(request: PersonRequest, programme: Programme, words: str, *, wrong: bool = False) -> HttpResponse:
    (messages.error if wrong else messages.success)(request, words)
    return redirect("cover:cover", code=programme.code)


def _other(request: PersonRequest, programme: Programme, do: str) -> HttpResponse:
    if do == "end line":
        found = FundingLine.objects.filter(programme=programme, code=_code(request, "line"), ended_at=None)
        found.update(ended_at=timezone.now())
        return _back(
            request, programme, _("That line pays for nothing new. What it paid for stays in the sums.")
        )
    line = FundingLine.objects.filter(programme=programme, code=_code(request, "line"), ended_at=None).first()
    try:
        answering.answer(
            programme, _code(request, "request"), request.user, approve=do == "approve", line=line
        )
    except answering.NotPossible as reason:
        words = {
            "not yours": _("Your school has somebody else answer requests for cover. Nothing was changed."),
            "gone": _("The pair has moved or dropped that time meanwhile. Nothing was changed."),
            "line": _("That line does not pay for this, or not on that day. Choose another."),
        }[reason.word]
        return _back(request, programme, words, wrong=True)
    said = (
        _("Approved. The pair sees it.") if do == "approve" else _("The pair sees that no cover was found.")
    )
    return _back(request, programme, said)


def _code(request: PersonRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid.uuid4()


def _shown(request: PersonRequest, programme: Programme, rule: CoverRule) -> dict[str, Any]:
    requests = requests_of(programme)
    ledger = ledger_of(programme, requests)
    open_lines = [line for line, _sum in ledger.lines if line.ended_at is None]
    return {
        "programme": programme,
        "ledger": ledger,
        "waiting": [
            (one, sheet.names_of(one), [line for line in open_lines if line.may_pay(one)])
            for one in requests
            if one.state == State.ASKED
        ],
        "answered": [
            (one, sheet.names_of(one), reason_words(one.reason))
            for one in requests
            if one.state != State.ASKED
        ],
        "answers": answering.answers(programme, request.user, rule),
        "terms": [(*term, cost_pence(rule, term[3].minutes)) for term in ledger.terms],
        "lines": [(line, one, cost_pence(rule, one.minutes)) for line, one in ledger.lines],
        "lost": [(reason_words(kind), minutes) for kind, minutes in sorted(ledger.lost_by.items())],
        "takes": cycle_takes(programme),
        "published": PUBLISHED_HOURS,
        "corner": who_can_see(Circle.STAGES),
    }


@require_safe
def table(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = programme_for(request.user, code, Act.RUN)
    requests = requests_of(programme)
    content = sheet.written(programme, ledger_of(programme, requests), cycle_takes(programme), requests)
    name = slugify(programme.name) or "cover"
    headers = {"Content-Disposition": f'attachment; filename="{name}-cover.xlsx"'}
    return HttpResponse(content, content_type=sheet.TYPE, headers=headers)


@require_safe
def sums(request: PersonRequest) -> HttpResponse:
    """For leaders: the sums of each programme, over enough pairs to be nobody's."""
    doors.check(request.user, Act.SEE, Kind.SUMS, request.user.school)
    found = []
    for programme in Programme.objects.filter(school=request.user.school, closed_at=None).order_by(
        "-made_at"
    ):
        ledger = ledger_of(programme, requests_of(programme))
        cost = cost_pence(rule_of(programme), ledger.cover.minutes)
        found.append(
            (programme, ledger if ledger.pairs >= FEWEST_PAIRS else None, cycle_takes(programme), cost)
        )
    shown = {
        "programmes": found,
        "fewest": FEWEST_PAIRS,
        "published": PUBLISHED_HOURS,
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "cover/sums.html", shown)
