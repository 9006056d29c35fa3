"""Pausing, closing and opening a cycle again: either partner, at any time, no reason asked."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidebyside.people.requests import PersonRequest
from sidebyside.programme import actions, plans
from sidebyside.programme.access import stages_for
from sidebyside.programme.models import Cycle, Strand
from sidebyside.programme.seen import AtRest
from sidebyside.trust.policy import Act


@require_POST
def pause(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = stages_for(request.user, code, Act.CHANGE)
    actions.pause(strand, request.user)
    messages.success(request, _("The cycle rests. Shared films rest with it. Nothing is lost."))
    return redirect("room:cycle", code=code)


@require_POST
def resume(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = stages_for(request.user, code, Act.CHANGE)
    actions.resume(strand, request.user)
    messages.success(request, _("The cycle goes on where you left it."))
    return redirect("room:cycle", code=code)


@require_POST
def done(request: PersonRequest, code: uuid.UUID, key: str) -> HttpResponse:
    """A step that needs no words, said by whoever it waits on: a visit made, something shown, something tried."""
    strand = stages_for(request.user, code, Act.CHANGE)
    try:
        if actions.tick(strand, request.user, key):
            messages.success(request, _("That is noted."))
    except AtRest:
        messages.warning(request, _("This cycle is resting or closed, so nothing was changed."))
    return redirect("room:cycle", code=code)


@require_POST
def close(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = stages_for(request.user, code, Act.CHANGE)
    following = actions.close(strand, request.user)
    if following is not None:
        messages.success(
            request,
            _("Cycle %(number)s is closed and sharing has ended. Cycle %(next)s is open.")
            % {"number": strand.cycle.number, "next": following.number},
        )
    elif strand.cycle.number >= plans.kept(strand.cycle.partnership.programme.plan).cycles:
        messages.success(
            request,
            _(
                "That was the last cycle of your year. You gave each other time and looked closely: thank you."
            ),
        )
    else:
        messages.success(request, _("The cycle is closed and sharing has ended."))
    return redirect(_first_place(following, request) if following else f"/cycle/{code}/")


@require_POST
def reopen(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = stages_for(request.user, code, Act.CHANGE)
    if actions.reopen(strand, request.user):
        messages.success(
            request, _("The cycle is open again. Films stay unshared until their owner shares anew.")
        )
    else:
        messages.warning(
            request, _("The next cycle has begun, so this one stays closed. Its words are all here.")
        )
    return redirect("room:cycle", code=code)


def _first_place(following: Cycle, request: PersonRequest) -> str:
    """The person's own strand of the next cycle where they have one, else the one they coach."""
    strands: list[Strand] = list(following.strands.prefetch_related("parts__person"))
    own = next((one for one in strands if one.coachee.pk == request.user.pk), strands[0])
    return f"/cycle/{own.code}/"
