"""Where this person is signed in, and the end of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people import sessions
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors


@require_safe
def signed_in(request: PersonRequest) -> HttpResponse:
    shown = {"rows": sessions.of(request.user), "here": request.session.session_key}
    return render(request, "people/sessions.html", shown)


@require_POST
def end(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    found = request.user.signed_in.filter(code=code).first()
    if found is None:
        doors.nothing_here()
    sessions.end([found])
    if found.session_key == request.session.session_key:
        request.session.flush()
        return redirect("people:sign-in")
    messages.success(request, _("That device is signed out."))
    return redirect("people:sessions")


@require_POST
def end_others(request: PersonRequest) -> HttpResponse:
    sessions.end_all(request.user, but=request.session.session_key)
    messages.success(request, _("Every other device is signed out."))
    return redirect("people:sessions")
