"""Planning one lesson together: one text that both write in, and what of the shelf lies on the table."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.programme.seen import AtRest, Changed, stamp
from sidebyside.programme.stages import stage_of
from sidebyside.shelf import keeping
from sidebyside.shelf.access import plan_strand_for
from sidebyside.shelf.forms import PlanForm
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A POST keeps the text, lays things of the shelf on the table (``do`` is ``table``) or says that it
    is planned (``planned``)."""
    posts = request.method == "POST"
    strand = plan_strand_for(request.user, code, Act.CHANGE if posts else Act.SEE)
    if not posts:
        return _page(request, strand)
    if request.POST.get("do") == "table":
        return _lay_out(request, strand)
    if request.POST.get("do") == "planned":
        return _say_planned(request, strand)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, strand, form, status=422)
    try:
        keeping.write_plan(strand, request.user, form.cleaned_data["words"], request.POST.get("seen", ""))
    except Changed:
        return _page(request, strand, form, problem="changed", status=409)
    except AtRest:
        return _page(request, strand, form, problem="at rest", status=409)
    messages.success(request, _("The plan is kept, for you both to read and write in."))
    return redirect("shelf:plan", code=code)


def _say_planned(request: PersonRequest, strand: Strand) -> HttpResponse:
    try:
        keeping.say_planned(strand, request.user)
    except AtRest:
        return _page(request, strand, problem="at rest", status=409)
    messages.success(request, _("Good. The cycle goes on."))
    return redirect("room:cycle", code=strand.code)


def _lay_out(request: PersonRequest, strand: Strand) -> HttpResponse:
    try:
        wanted, lay = (set(request.POST.getlist(name)) for name in ("item", "lay"))
        keeping.lay_out(strand, request.user, wanted, lay)
    except AtRest:
        return _page(request, strand, problem="at rest", status=409)
    messages.success(request, _("Done. What is ticked lies on the table for this lesson."))
    return redirect("shelf:plan", code=strand.code)


def _page(
    request: PersonRequest,
    strand: Strand,
    form: PlanForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    stage = stage_of(strand)
    saved = keeping.plan_of_lesson(strand)
    words = saved.words if saved is not None else ""
    lying = keeping.on_the_table(strand)
    items = keeping.readable(request.user, strand.cycle.partnership)
    shown = {
        "strand": strand,
        "partnership": strand.cycle.partnership,
        "yours": strand.coachee.pk == request.user.pk,
        "running": strand.cycle.is_running,
        "awaited": strand.cycle.is_running
        and stage.plan.has(keeping.STEP)
        and keeping.STEP not in stage.reached,
        "saved": saved,
        "words": words,
        "form": form or PlanForm(initial={"words": words}),
        "seen": stamp([words]),
        "items": [(item, item.pk in lying) for item in items],
        "table": [item for item in items if item.pk in lying],
        "problem": problem,
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "shelf/plan.html", shown, status=status)
