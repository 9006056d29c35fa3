"""The co-ordinator's page: who has joined, what weighs, what that would do, rounds, and proposals with reasons.

Nothing on it is made from what anybody wrote in private: no statement that it runs names that table.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.core.matching import Weights, preview
from sidebyside.pairing import actions, drawing
from sidebyside.pairing.access import group_for
from sidebyside.pairing.forms import ArrangementForm, LineForm, sliders, weights_in
from sidebyside.pairing.known import group_of, known_of, placed_in, shown, stays_fixed
from sidebyside.pairing.models import Joined, Line, Origin, Round, Setting
from sidebyside.pairing.proposed import proposals_in
from sidebyside.pairing.words import preview_lines, why_no_round
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import plans
from sidebyside.programme.models import Programme
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = group_for(request.user, code, Act.RUN)
    if request.method == "POST":
        return _change(request, programme)
    setting = Setting.objects.filter(programme=programme).first()
    weights = weights_in(request.GET, setting.weights if setting else {})
    everybody = group_of(programme)
    placed = placed_in(programme)
    waiting = [one for one in everybody if one.person_id not in placed]
    effect = _effect(programme, waiting, weights)
    if request.headers.get("HX-Request"):
        return render(
            request, "pairing/partials/effect.html", effect | {"sliders": sliders(weights), "is_part": True}
        )
    return _page(request, programme, {"everybody": everybody, "placed": placed, "weights": weights} | effect)


def _change(request: PersonRequest, programme: Programme) -> HttpResponse:
    do, given = request.POST.get("do", ""), request.POST
    here = redirect("pairing:group", code=programme.code)
    if do == "arrangement":
        form = ArrangementForm(given, instance=actions.setting_of(programme))
        if form.is_valid():
            form.save()
            messages.success(request, _("Kept."))
        else:
            messages.error(request, _("Choose what the school expects and how pairs come about."))
    elif do == "weights":
        actions.keep_weights(
            programme, request.user, weights_in(given, actions.setting_of(programme).weights)
        )
        messages.success(request, _("Kept: the next round weighs so."))
    elif do == "line":
        line = LineForm(given, school=programme.school)
        if line.is_valid():
            actions.manages(line.cleaned_data["manager"], line.cleaned_data["managed"], request.user)
            messages.success(request, _("Kept: these two are never proposed to each other."))
        else:
            messages.error(request, _("Choose two colleagues, the line manager first. Nothing has changed."))
    elif do == "line off":
        code = given.get("line", "")
        for row in Line.objects.filter(school=programme.school_id):
            if str(row.code) == code:
                row.delete()
    elif stays_fixed(programme):
        messages.error(request, why_no_round("roles stay"))
    else:
        actions.setting_of(programme)
        messages.success(request, _("The group is open: colleagues find it on their home page."))
    return here


@require_POST
def a_round(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Ask for a round, or send what the last one brought."""
    programme = group_for(request.user, code, Act.RUN)
    if request.POST.get("do") == "send":
        last = programme.rounds.select_related("programme__school").order_by("-number").first()
        if last is not None:
            sent, stayed = actions.send(last, request.user, set(request.POST.getlist("proposal")))
            _tell(request, sent, stayed)
    else:
        try:
            drawing.ask(programme, request.user)
        except drawing.NotNow as reason:
            messages.error(request, why_no_round(reason.word))
    return redirect("pairing:group", code=code)


def _tell(request: PersonRequest, sent: int, stayed: int) -> None:
    if sent:
        told = ngettext(
            "%(n)d proposal is on its way. Both are told by mail, and accept or decline it on their own page.",
            "%(n)d proposals are on their way. All are told by mail, and accept or decline theirs on their own page.",
            sent,
        )
        messages.success(request, told % {"n": sent})
    else:
        messages.success(
            request, _("Nothing was sent. The people in these pairs are free for another round.")
        )
    if stayed:
        messages.warning(request, _("Somebody had found a partner meanwhile, so not all could be sent."))


def _effect(programme: Programme, waiting: list[Joined], weights: Weights) -> dict[str, Any]:
    """What the weights would do, from what is shown. It is given no wish, no veto and no focus that is kept."""
    people = [one.person for one in waiting]
    known, trios = known_of(programme, people), plans.kept(programme.plan).trios
    found = preview([shown(one) for one in waiting], known, weights, trios=trios)
    return {
        "waiting": waiting,
        "preview": found,
        "lines": preview_lines(found),
        "programme": programme,
        "knows_free": bool(known.free),
    }


def _page(request: PersonRequest, programme: Programme, shown_so_far: dict[str, Any]) -> HttpResponse:
    setting = Setting.objects.filter(programme=programme).first()
    last: Round | None = programme.rounds.order_by("-number").first()
    proposed = proposals_in(last) if last and last.drawn_at else []
    together = {one.pk for proposal in proposed for one in proposal.people}
    origins = list(Origin.objects.filter(partnership__programme=programme).values_list("way", flat=True))
    context = shown_so_far | {
        "setting": setting,
        "by_hand_only": stays_fixed(programme),
        "sliders": sliders(shown_so_far["weights"]),
        "arrangement": ArrangementForm(instance=setting),
        "chosen": origins.count("chosen"),
        "arranged": origins.count("arranged"),
        "line_form": LineForm(school=programme.school),
        "managing": Line.objects.filter(school=programme.school_id)
        .select_related("manager", "managed")
        .order_by("pk"),
        "last": last,
        "proposed": proposed,
        "without": [one.person.name for one in shown_so_far["waiting"] if one.person_id not in together],
        "rounds_left": drawing.rounds_left(programme),
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "pairing/group.html", context)
