"""Coaching at another school of the trust, as the one who is asked reads it, and the link of their school."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.federation import access
from sidebyside.federation import visits as acts
from sidebyside.federation.models import Visiting
from sidebyside.federation.refusing import NotPossible
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors
from sidebyside.trust.policy import Act

AGREED = "agreed"


@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: PersonRequest) -> HttpResponse:
    """``do``: allow (the link's yes), yes (the person's), end (either's no, or the end of it)."""
    if request.method != "POST":
        return _page(request)
    do, code = request.POST.get("do", ""), code_in(request)
    if access.is_over_for(request.user, code):
        if do in {"allow", "yes"}:
            messages.error(request, why_not("over"))
        return _back(request)
    try:
        if do == "allow":
            return _allow(request, access.visiting_for(request.user, code, Act.CHANGE))
        if do == "yes":
            acts.say_yes(access.visiting_for(request.user, code, Act.JOIN))
            messages.success(request, _("You have said yes. A proposal of a pair stands on your own page."))
        else:
            acts.end(access.visiting_for(request.user, code, Act.DELETE), request.user)
            messages.success(request, _("That is ended. No reason is asked for."))
    except NotPossible as reason:
        messages.error(request, why_not(reason.word))
    return _back(request)


def _allow(request: PersonRequest, found: Visiting) -> HttpResponse:
    if request.POST.get(AGREED) != "yes":
        return _page(request, _("Tick first that both schools have agreed who answers for what."))
    acts.say_yes_for_school(found, request.user)
    messages.success(request, _("Your school’s yes is kept. Now they are asked themselves."))
    return _back(request)


def _back(request: PersonRequest) -> HttpResponse:
    return redirect("federation:visits" if access.visits_of(request.user) else "home")


def code_in(request: PersonRequest) -> uuid.UUID:
    """What was pressed on; another one, which nothing has, where it is none."""
    try:
        return uuid.UUID(request.POST.get("code", ""))
    except ValueError:
        return uuid.uuid4()


def _page(request: PersonRequest, problem: str = "") -> HttpResponse:
    found = access.visits_of(request.user)
    if not found:
        doors.nothing_here()
    mine = [one for one in found if one.person_id == request.user.pk]
    theirs = [one for one in found if one.person_id != request.user.pk]
    shown: dict[str, Any] = {
        "asks_me": [one for one in mine if one.person_yes_at is None and one.link_yes_at is not None],
        "waits_for_link": [one for one in mine if one.link_yes_at is None],
        "my_visits": [one for one in mine if one.person_yes_at is not None],
        "asks_school": [one for one in theirs if one.link_yes_at is None],
        "schools_visits": [one for one in theirs if one.link_yes_at is not None],
        "problem": problem,
    }
    return render(request, "federation/visits.html", shown, status=422 if problem else 200)


def why_not(word: str) -> str:
    return {
        "over": _("That is over: it has been taken back or answered, or a school has left the trust."),
        "yourself": _(
            "You are the one who is asked. Somebody else has to be your school’s link to say this."
        ),
        "enough": _("You have asked %(most)d people this month. Wait until some have answered.")
        % {"most": acts.MOST_ASKED},
    }[word]
