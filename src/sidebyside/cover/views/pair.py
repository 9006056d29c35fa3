"""A cycle's cover, as its pair sees it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.cover import answering, needs
from sidebyside.cover.ledger import reason_words
from sidebyside.cover.models import CoverRequest, FilmInstead
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import stages_for
from sidebyside.programme.stages import plan_of
from sidebyside.programme.standing import is_across
from sidebyside.timetable.models import Reason
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see

State = CoverRequest.State


@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = stages_for(request.user, code, Act.CHANGE)
    may_film = needs.may_film_instead(plan_of(strand))
    if request.method == "POST":
        do = request.POST.get("do", "")
        if not strand.cycle.is_running:
            messages.error(request, _("This cycle rests. Nothing was changed."))
        elif do in {"film", "visit"} and may_film:
            needs.film_instead(strand, request.user, instead=do == "film")
            messages.success(request, _("That is kept."))
        elif do == "lost" and answering.lose(
            strand, _code(request), request.POST.get("reason", ""), request.user
        ):
            messages.success(request, _("It stands as lost, with the kind of reason and nothing else."))
        else:
            messages.error(request, _("That request is not there any more. Nothing was changed."))
        return redirect("cover:cycle", code=code)
    found = list(
        CoverRequest.objects.filter(strand=strand).exclude(state=State.NOT_NEEDED).order_by("starts_at", "pk")
    )
    shown = {
        "strand": strand,
        "requests": [(one, reason_words(one.reason)) for one in found],
        "standing": {State.ASKED, State.APPROVED},
        "may_film": may_film,
        "is_across": is_across(strand),
        "by_film": FilmInstead.objects.filter(strand=strand).exists(),
        "reasons": Reason.choices,
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "cover/cycle.html", shown)


def _code(request: PersonRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("request", ""))
    except ValueError:
        return uuid.uuid4()
