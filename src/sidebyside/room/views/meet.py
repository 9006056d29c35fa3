"""Meet, together: both sides of the film, the extracts as a playlist, and the talk beside it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.views.decorators.http import require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.stages import talk_strand, together_with
from sidebyside.room import preparing
from sidebyside.room.access import room_for, showing_for
from sidebyside.room.reveal import is_meeting_open
from sidebyside.room.views.prepare import stage
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def meet(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    together = together_with(strand)
    host = talk_strand(strand, together)
    if host.pk != strand.pk:
        # Both coach at once: one talk is about both sides.
        return redirect("room:meet", code=host.code)
    showing = showing_for(request.user, strand)
    context = {
        **stage(request.user, strand, showing),
        "others_sides": [one for one in together if one.pk != strand.pk],
        "mode": "meet",
        "is_open": is_meeting_open(strand),
        "readiness": preparing.readiness(request.user, strand),
        "is_coachee": request.user.pk == strand.coachee.pk,
        "talk_panel": select_template(["conversations/talk_panel.html", "room/partials/no_talk_panel.html"]),
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "room/meet.html", context)
