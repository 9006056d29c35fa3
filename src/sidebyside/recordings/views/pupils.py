"""Whose lesson a film shows; that nobody can be recognised in it; and the seats that the camera takes in."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.consent import gate, plans
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import access, pupils
from sidebyside.recordings.forms import LessonClassForm
from sidebyside.recordings.views.film import opened
from sidebyside.recordings.words import class_is_settled
from sidebyside.trust.policy import Act


@require_POST
def name_class(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = access.strand_for_film(request.user, code, Act.SHARE)
    form = LessonClassForm(request.POST, classes=pupils.classes_to_name(request.user))
    if form.is_valid():
        try:
            pupils.name(strand, request.user, form.chosen(), by_plan=form.cleaned_data["by_plan"])
        except pupils.Settled:
            messages.warning(request, class_is_settled())
        else:
            messages.success(request, _("Kept."))
    else:
        messages.warning(request, _("Choose the class, or that no pupils can be seen or heard in it."))
    return redirect("recordings:film", code=code)


@require_POST
def covered(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The owner's own second look."""
    strand, film = opened(request, code, Act.SHARE)
    if film is not None:
        is_covered = request.POST.get("covered") == "yes"
        if not pupils.say_covered(film, request.user, covered=is_covered):
            messages.warning(
                request, _("The film is not ready yet. Once it is, watch it through, then say so again.")
            )
        elif is_covered:
            messages.success(request, _("Kept. You can share it."))
        else:
            messages.success(request, _("Kept. Who may be filmed counts again."))
    return redirect("recordings:film", code=strand.code)


@require_safe
def seats(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """For whoever films: seats in and out of shot, and where the camera stands. No names, no reasons."""
    strand = access.strand_for_film(request.user, code, Act.BRING)
    named = pupils.named_for(strand)
    plan = gate.plan_at(named.school_class_id, timezone.now()) if named and named.school_class_id else None
    shown = {
        "strand": strand,
        "is_owner": strand.coachee.pk == request.user.pk,
        "named": named,
        "plan": plans.without_names(plan) if plan else None,
    }
    return render(request, "recordings/seats.html", shown)
