"""Asking somebody of another school of the trust to coach in this programme: by an address, and nobody is listed."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sidebyside.federation import visits as acts
from sidebyside.federation.access import is_in_one
from sidebyside.federation.models import Visiting
from sidebyside.federation.refusing import NotPossible
from sidebyside.federation.views.visits import code_in, why_not
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import programme_for
from sidebyside.programme.models import Programme
from sidebyside.trust import doors
from sidebyside.trust.policy import Act


class AddressForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("Their school e-mail"), max_length=254)
    agreed = forms.BooleanField(
        label=gettext_lazy("Both schools have agreed in writing who answers for what (UK GDPR, article 26)"),
        error_messages={"required": gettext_lazy("Tick it once both schools have agreed on that.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = programme_for(request.user, code, Act.RUN)
    if not is_in_one(programme.school):
        doors.nothing_here()
    if request.method != "POST":
        return _page(request, programme, AddressForm())
    if request.POST.get("do") == "end":
        found = Visiting.objects.filter(programme=programme.code, code=code_in(request))
        for one in found.select_related("person"):
            acts.take_back(one, request.user)
        messages.success(request, _("That is ended."))
        return redirect("programme:visits", code=code)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, form)
    try:
        acts.ask(request.user, programme.school, programme.code, form.cleaned_data["address"])
    except NotPossible as reason:
        form.add_error(None, why_not(reason.word))
        return _page(request, programme, form)
    # The same words, whether anybody has that address or not.
    messages.success(
        request,
        _(
            "If that is somebody at another school of your trust, their school’s link is asked, then they are."
        ),
    )
    return redirect("programme:visits", code=code)


def _page(request: PersonRequest, programme: Programme, form: AddressForm) -> HttpResponse:
    shown = {"programme": programme, "rows": acts.of_programme(programme.code), "form": form}
    return render(request, "programme/visits.html", shown, status=422 if form.errors else 200)
