"""How long films live: the owner's last day, and the school's limits."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.people.access import school_of
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import page
from sidebyside.recordings.keeping import choosing
from sidebyside.recordings.keeping.forms import DayForm, LimitsForm
from sidebyside.recordings.keeping.limits import limits_of, set_limits
from sidebyside.recordings.views.film import opened
from sidebyside.trust import audit
from sidebyside.trust.policy import Act, Kind


@require_POST
def keep_until(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand, film = opened(request, code, Act.CHANGE)
    if film is None:
        return redirect("recordings:film", code=strand.code)
    form = DayForm(request.POST, between=choosing.between(film))
    if not form.is_valid():
        context = page.shown(strand, request.user) | {"day_form": form}
        return render(request, "recordings/film.html", context, status=422)
    day = form.cleaned_data["day"]
    choosing.keep_until(strand, film, request.user, day)
    messages.success(
        request,
        _("It lives until the end of %(day)s.") % {"day": formats.date_format(day, "j F Y")},
    )
    return redirect("recordings:film", code=strand.code)


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: PersonRequest) -> HttpResponse:
    school = school_of(request.user)
    form = LimitsForm(request.POST) if request.method == "POST" else LimitsForm.of(limits_of(school))
    if form.is_bound and form.is_valid():
        set_limits(school, form.limits)
        audit.did("set limits of keeping", Kind.SCHOOL, school.code, request.user.code)
        messages.success(request, _("Kept. It holds for every recording made from now on."))
        return redirect("recordings:limits")
    return render(
        request,
        "recordings/limits.html",
        {"form": form},
        status=422 if form.errors else 200,
    )
