"""The seating plan of a class: for those who may read its register."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.consent import access, plans, register
from sidebyside.consent.seat_forms import PlanForm
from sidebyside.consent.views.register import corner
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.policy import Act


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """``do=look`` draws what was sent and keeps nothing: the page asks for it while somebody moves seats."""
    act = Act.CHANGE if request.method == "POST" else Act.SEE
    school_class = access.class_for(request.user, code, act)
    pupils = list(register.pupils_of(school_class))
    plan = plans.newest(school_class)
    layout = plans.Layout.of(plan) if plan else plans.Layout()
    by_key = {one.pk: one for one in pupils}
    sit = plans.seats_of(plan, by_key) if plan else plans.seated_in_order(layout, pupils)
    pupils.sort(key=lambda one: one.name.casefold())
    form = PlanForm(request.POST or None, pupils=pupils, layout=layout, seats=sit)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") != "look":
            plans.save(school_class, request.user, form.layout(), form.seats())
            messages.success(request, _("Kept. It counts for films from now on."))
            return redirect("consent:seats", code=code)
        layout, sit = form.layout(), form.seats()
    shown = {
        "class": school_class,
        "form": form,
        "plan": plans.with_names(layout, sit),
        "kept": plan,
        "nowhere": [one.name for one in pupils if one not in sit.values()],
        "corner": corner(),
    }
    partial = request.POST.get("do") == "look"
    page = "consent/partials/look.html" if partial else "consent/seats.html"
    return render(request, page, shown, status=422 if form.errors else 200)
