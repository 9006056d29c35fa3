"""After the talk: back to what was agreed, next steps, what the coach takes away. One page, three forms."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.seen import AtRest, Changed
from sidebyside.reflection.access import look_back_for, step_for, steps_for, takeaway_for
from sidebyside.reflection.afterwards import (
    agreed_in,
    now_running,
    write_came_of_it,
    write_look_back,
    write_steps,
    write_takeaway,
)
from sidebyside.reflection.forms import CameOfItForm, LookBackForm, StepsForm, TakeawayForm
from sidebyside.reflection.views.page import Typed, came_page, steps_page
from sidebyside.trust.policy import Act


@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The page for both; a POST keeps the coachee's next steps."""
    strand = steps_for(request.user, code, Act.CHANGE if request.method == "POST" else Act.SEE)
    if request.method != "POST":
        return steps_page(request, strand)
    form = StepsForm(request.POST)
    if not form.is_valid():
        return steps_page(request, strand, Typed(steps=form), status=422)
    try:
        write_steps(strand, form.words(), request.POST.get("seen", ""))
    except Changed:
        return steps_page(request, strand, Typed(steps=form, problem="changed"), status=409)
    except AtRest:
        return steps_page(request, strand, Typed(steps=form, problem="at rest"), status=409)
    messages.success(request, _("Your next steps are kept."))
    return redirect("room:cycle", code=code)


@require_POST
def look_back(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Each partner's own words on each criterion and carried question."""
    strand = look_back_for(request.user, code, Act.CHANGE)
    agreed = agreed_in(strand)
    form = LookBackForm(request.POST, agreed=agreed, own=[one.by(request.user) for one in agreed])
    if not form.is_valid():
        return steps_page(request, strand, Typed(look_back=form), status=422)
    if form.about_nothing():
        return steps_page(request, strand, Typed(look_back=form, problem="changed"), status=409)
    try:
        write_look_back(strand, request.user, form.words(), request.POST.get("seen", ""))
    except Changed:
        return steps_page(request, strand, Typed(look_back=form, problem="changed"), status=409)
    except AtRest:
        return steps_page(request, strand, Typed(look_back=form, problem="at rest"), status=409)
    messages.success(request, _("Your words are kept. Both of you see them."))
    return redirect("reflection:steps", code=code)


@require_POST
def takeaway(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The coach's own reflection, for nobody else."""
    own = takeaway_for(request.user, code)
    form = TakeawayForm(request.POST)
    if not form.is_valid():
        return steps_page(request, own.strand, Typed(takeaway=form), status=422)
    try:
        write_takeaway(own, form.cleaned_data["takeaway"], request.POST.get("seen", ""))
    except Changed:
        return steps_page(request, own.strand, Typed(takeaway=form, problem="changed"), status=409)
    messages.success(request, _("Kept, for you alone."))
    return redirect("reflection:steps", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def came_of_it(request: PersonRequest, code: uuid.UUID, step: uuid.UUID) -> HttpResponse:
    """What came of a step from last time, in its owner's words."""
    found = step_for(request.user, code, step)
    if request.method != "POST":
        return came_page(request, found, CameOfItForm(initial={"came_of_it": found.came_of_it}))
    form = CameOfItForm(request.POST)
    if not form.is_valid():
        return came_page(request, found, form, status=422)
    try:
        write_came_of_it(found, form.cleaned_data["came_of_it"], request.POST.get("seen", ""))
    except Changed:
        found.refresh_from_db()
        return came_page(request, found, form, problem="changed", status=409)
    messages.success(request, _("Kept. Both of you see it."))
    current = now_running(request.user, found.strand.cycle.partnership)
    return redirect("room:cycle", code=current.code) if current else redirect("home")
