"""The log of breaches with its clock, for whoever runs the school."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.law import actions
from sidebyside.law.access import breach_for
from sidebyside.law.forms import BreachForm
from sidebyside.law.models import Breach
from sidebyside.people.access import school_of
from sidebyside.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def breaches(request: PersonRequest) -> HttpResponse:
    school = school_of(request.user)
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = actions.enter(form, request.user)
        messages.success(request, _("Entered. The clock runs from when the school noticed."))
        return redirect("law:breach", code=entered.code)
    found = list(Breach.objects.filter(school=school).order_by("-noticed_at"))
    return render(
        request,
        "law/breaches.html",
        {"breaches": found, "form": form, "open": sum(one.closed_at is None for one in found)},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def breach(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    found = breach_for(request.user, code)
    form = BreachForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change(form, request.user)
        messages.success(request, _("Changed."))
        return redirect("law:breach", code=code)
    shown = breach_for(request.user, code) if form.is_bound else found
    return render(
        request, "law/breach.html", {"breach": shown, "form": form}, status=422 if form.is_bound else 200
    )


@require_POST
def close(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    if actions.close(breach_for(request.user, code), request.user):
        messages.success(request, _("Closed. It stays in the log."))
    else:
        messages.error(
            request,
            _(
                "Before it can be closed, enter when the authority was told, or judge that a risk is unlikely."
            ),
        )
    return redirect("law:breach", code=code)
