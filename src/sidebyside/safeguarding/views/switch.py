"""The co-ordinator's page: on, off, and what it is."""

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.people.second_forms import FactorForm, factor_form
from sidebyside.safeguarding import actions
from sidebyside.safeguarding.access import school_to_switch
from sidebyside.safeguarding.standing import period_at, the_two


@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: PersonRequest) -> HttpResponse:
    """Off needs no more than the button: it closes, and can be undone."""
    school = school_to_switch(request.user)
    if request.method == "POST" and request.POST.get("do") == "off":
        actions.switch_off(school, request.user)
        messages.success(request, _("It is off. What was open is closed, and everybody at school is told."))
        return redirect("safeguarding:switch")
    if request.method != "POST" or request.POST.get("do") != "on":
        return _page(request, factor_form(request.user))
    # Nobody's code is used up for nothing.
    if not the_two(school.pk):
        problem = _(
            "Name the designated safeguarding lead and a second person first. Nothing was switched on."
        )
        return _page(request, factor_form(request.user), problem, 422)
    form = factor_form(request.user, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    actions.switch_on(school, request.user)
    messages.success(request, _("It is on from now, and everybody at school is told."))
    return redirect("safeguarding:switch")


def _page(request: PersonRequest, form: FactorForm, problem: str = "", status: int = 200) -> HttpResponse:
    school = request.user.school
    shown = {
        "form": form,
        "problem": problem,
        "period": period_at(school.pk),
        "two": the_two(school.pk),
        "has_factor": form.can_be_shown,
        "options": begin_authentication(request.user) if "credential" in form.fields else None,
    }
    return render(request, "safeguarding/switch.html", shown, status=status)
