"""Asking again who is there, before what cannot be called back; then the act goes on with what was typed."""

from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sidebyside.people import second_factor, sessions, tries
from sidebyside.people.requests import PersonRequest
from sidebyside.people.second_forms import AgainForm

# Marks a form that comes back from the page that asks.
ASKED = "again-asked"
# How the address was asked for at first: what was only to be read is asked for anew.
WAS = "again-was"
NOT_CARRIED = {"csrfmiddlewaretoken"}


def ask_again(request: PersonRequest) -> HttpResponse | None:
    """None where the act may go on: the sign-in is recent, or has just been shown again."""
    came_back = request.method == "POST" and ASKED in request.POST
    if not came_back:
        return None if sessions.is_recent(request) else _page(request, None)
    form = (
        None if sessions.is_recent(request) or settings.SIDEBYSIDE["DEMO"] else _form(request, request.POST)
    )
    if form is not None and not form.is_valid():
        return _out(request) if tries.wrong(request) else _page(request, form)
    tries.right(request)
    sessions.proved(request)
    if request.POST.get(WAS) == "GET":
        return redirect(request.get_full_path())
    _take_off(request)
    return None


def _form(request: PersonRequest, given: Any = None) -> AgainForm:
    sorts = {str(one.type) for one in second_factor.of(request.user)}
    return AgainForm(given, person=request.user, sorts=sorts)


def _page(request: PersonRequest, form: AgainForm | None) -> HttpResponse:
    form = form or _form(request)
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED and not name.startswith("again-")
        for value in values
    ]
    shown = {
        "form": form,
        "carried": carried,
        "asked": ASKED,
        "was": (WAS, request.POST.get(WAS) or request.method),
        "demo": settings.SIDEBYSIDE["DEMO"],
        "onward": request.get_full_path(),
        "options": begin_authentication(request.user) if "credential" in form.fields else None,
    }
    return render(request, "people/again.html", shown, status=403)


def _out(request: PersonRequest) -> HttpResponse:
    logout(request)
    messages.warning(
        request, _("That was wrong several times in a row, so you are signed out. Sign in again.")
    )
    return redirect("people:sign-in")


def _take_off(request: HttpRequest) -> None:
    """What was shown to us is nothing for the page behind."""
    given = request.POST.copy()
    for name in [name for name in given if name.startswith("again-")]:
        del given[name]
    given._mutable = False
    request.POST = given  # type: ignore[assignment]
