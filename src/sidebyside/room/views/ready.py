"""Saying that one has prepared. When all have said it, each sees the other's marks."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.room.access import room_for, showing_to_mark
from sidebyside.room.preparing import readiness
from sidebyside.room.reveal import say_ready, take_ready_back


@require_POST
def ready(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    showing_to_mark(request.user, strand)
    say_ready(strand, request.user)
    return redirect("room:prepare", code=strand.code)


@require_POST
def not_ready(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    if not take_ready_back(strand, request.user):
        messages.warning(request, _("Both sides are already open, so this cannot be taken back."))
    return redirect("room:prepare", code=strand.code)


@require_safe
def ready_now(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The part of the page that says who is ready; it asks again by itself while one waits for the other."""
    strand = room_for(request.user, code)
    return render(
        request,
        "room/partials/ready.html",
        {"strand": strand, "readiness": readiness(request.user, strand), "asked_again": True},
    )
