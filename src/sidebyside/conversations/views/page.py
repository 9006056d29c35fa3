"""A partner's own page of a talk, the part of it that changes, and its state for the scripts."""

import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.conversations.access import talk_strand
from sidebyside.conversations.models import Conversation
from sidebyside.conversations.panel import panel_for
from sidebyside.conversations.written import sitting_in
from sidebyside.conversations.written.page import page_of
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@require_safe
def talk(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = talk_strand(request.user, code)
    return render(request, "conversations/talk.html", shown(request.user, strand))


def shown(person: Person, strand: Strand) -> dict[str, Any]:
    times = (
        Conversation.objects.filter(strand=strand, opened_at__isnull=False).values_list("ended_at").first()
    )
    return {
        "strand": strand,
        "corner": sitting_in.corner(strand),
        "place": "talk",
        "page": page_of(person, strand),
        "enters": doors.may(person, Act.SEE, Kind.FOCUS, strand),
        "is_open": times == (None,),
        "has_ended": times is not None and times != (None,),
    }


@require_safe
def now(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The part of the panel that changes while two talk, to be swapped in."""
    strand = talk_strand(request.user, code)
    place = "talk" if request.GET.get("from") == "talk" else "meet"
    words = {"strand": strand, "place": place, "talk": panel_for(request, request.user, strand)}
    return render(request, "conversations/partials/now.html", words)


@require_safe
def state(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = talk_strand(request.user, code)
    panel = panel_for(request, request.user, strand)
    assert panel is not None
    return JsonResponse(panel.state())
