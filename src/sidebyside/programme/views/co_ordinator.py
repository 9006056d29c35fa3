"""The co-ordinator's side: metadata only. Nothing here may name a table of what pairs make."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.people.access import school_of
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import co_ordinating, plans
from sidebyside.programme.access import partnership_for, programme_for
from sidebyside.programme.co_ordinator_forms import PairForm, ProgrammeForm
from sidebyside.trust.policy import Act


@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: PersonRequest) -> HttpResponse:
    school_of(request.user)
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        programme = co_ordinating.start_programme(
            request.user,
            given["name"],
            plans.OFFERED[given["template"]],
            given["starts_on"],
            given["ends_on"],
        )
        messages.success(request, _("The programme is there. Now invite people and propose pairs."))
        return redirect("overview:programme", code=programme.code)
    return render(request, "programme/new_programme.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_pair(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = programme_for(request.user, code, Act.RUN)
    form = PairForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        people = [form.cleaned_data["first"], form.cleaned_data["second"]]
        try:
            co_ordinating.propose_pair(programme, people, request.user)
        except co_ordinating.NotPossible as reason:
            form.add_error(None, _why_not(reason.word))
        else:
            messages.success(
                request,
                _("%(first)s and %(second)s find the proposal on their own page. Both accept or decline it.")
                % {"first": people[0].name, "second": people[1].name},
            )
            return redirect("overview:programme", code=programme.code)
    return render(
        request,
        "programme/propose_pair.html",
        {"form": form, "programme": programme, "enough": form.fields["first"].queryset.count() > 1},  # type: ignore[attr-defined]
        status=422 if form.errors else 200,
    )


@require_POST
def take_proposal_back(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code, Act.RUN)
    try:
        co_ordinating.take_proposal_back(partnership, request.user)
        messages.success(request, _("The proposal is taken back."))
    except co_ordinating.NotPossible as reason:
        messages.error(request, _why_not(reason.word))
    return redirect("overview:programme", code=partnership.programme.code)


def _why_not(word: str) -> str:
    return {
        "same person twice": _("That is the same person twice. A pair is two colleagues."),
        "wrong number": _("In this programme a partnership is two colleagues."),
        "not at this school": _("One of them has no open account at this school. Invite them first."),
        "already a pair": _("These two have a partnership in this programme already."),
        "over already": _("It is over already. You can propose another pair."),
        "already running": _(
            "Both have accepted: the partnership is theirs now. They can end it themselves."
        ),
    }[word]
