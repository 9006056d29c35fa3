"""Whose lesson a film shows; that nobody can be recognised in it; and the seats that the camera takes in."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.consent import gate, plans
from sidebyside.consent.access import charges_of, has_register_to_read
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.recordings import access, class_changes, pupils, viewings
from sidebyside.recordings.forms import AnotherClassForm, LessonClassForm
from sidebyside.recordings.views.film import opened
from sidebyside.recordings.words import class_is_settled
from sidebyside.trust import doors
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_POST
def name_class(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """``do`` is empty where the owner names it alone; another or take-back where somebody else confirms it."""
    strand = access.strand_for_film(request.user, code, Act.SHARE)
    if request.POST.get("do") in {"another", "take-back"}:
        _another(request, strand)
        response = redirect("recordings:film", code=code)
        response.headers["Location"] += "#class"
        return response
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


def _another(request: PersonRequest, strand: Strand) -> None:
    if request.POST["do"] == "take-back":
        if class_changes.take_back(strand, request.user):
            messages.success(request, _("Taken back. The class stays as it was said."))
        return
    form = AnotherClassForm(request.POST, classes=pupils.classes_to_name(request.user))
    if not form.is_valid():
        messages.warning(request, _("Choose which class it was, and how it came to be named wrongly."))
        return
    try:
        class_changes.ask(
            strand, request.user, uuid.UUID(form.cleaned_data["which"]), form.cleaned_data["why"]
        )
    except class_changes.CannotAsk:
        messages.warning(request, _("Nothing needs to be confirmed: name the class yourself."))
    else:
        messages.success(
            request,
            _("Asked. The film stays with you alone until whoever keeps the register has confirmed it."),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: PersonRequest) -> HttpResponse:
    """For whoever keeps a register: classes that colleagues say they named wrongly. No film, no pupil."""
    if not has_register_to_read(request.user, charges_of(request.user)):
        doors.nothing_here()
    if request.method != "POST":
        shown = {
            "changes": class_changes.waiting_for(request.user),
            "corner": who_can_see(Circle.CLASS),
        }
        return render(request, "recordings/class_changes.html", shown)
    code = viewings.as_code(request.POST.get("change"))
    change = class_changes.change_for(request.user, code) if code is not None else None
    do = {"confirm": class_changes.confirm, "refuse": class_changes.refuse}.get(request.POST.get("do", ""))
    if change is None or do is None or not do(change, request.user):
        messages.warning(request, _("That has been settled already."))
    else:
        messages.success(request, _("Kept. It stands in what happened with that film."))
    return redirect("recordings:class-changes")


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
