"""Before the lesson: what to look at, why, what one would see, and the questions both carry into it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import strand_for
from sidebyside.programme.focus import (
    focus_words,
    is_open,
    questions_of,
    write_focus,
    write_questions,
)
from sidebyside.programme.forms import FocusForm, QuestionsForm
from sidebyside.programme.models import Strand
from sidebyside.programme.nudge import nudge_words
from sidebyside.programme.seen import AtRest, Changed, stamp
from sidebyside.programme.stages import plan_of, stage_of
from sidebyside.trust import doors
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def focus(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    act = Act.CHANGE if request.method == "POST" else Act.SEE
    strand = strand_for(request.user, code, act)
    if not plan_of(strand).has_focus:
        doors.nothing_here()
    if request.method != "POST":
        return _page(request, strand)
    form = FocusForm(request.POST, plan=plan_of(strand))
    if not form.is_valid():
        return _page(request, strand, form=form, status=422)
    try:
        write_focus(strand, form.words(), request.POST.get("seen", ""))
    except Changed:
        return _page(request, strand, form=form, problem="changed", status=409)
    except AtRest:
        return _page(request, strand, form=form, problem="at rest", status=409)
    return _kept(request, strand, form)


def _kept(request: PersonRequest, strand: Strand, form: FocusForm) -> HttpResponse:
    words = form.words()
    reached, plan = stage_of(strand_for(request.user, strand.code)).reached, plan_of(strand)
    if plan.has("approach") and words.focus and "approach" not in reached:
        messages.success(request, _("Kept. Look at the reality, then at where you want to be."))
    elif "focus" not in reached:
        messages.success(request, _("Kept. Add one thing to look for, and your focus is set."))
    elif nudge_words(words.focus):
        messages.success(request, _("Kept."))
    else:
        messages.success(request, _("Your focus is set."))
        return redirect("room:cycle", code=strand.code)
    return redirect("programme:focus", code=strand.code)


@require_POST
def questions(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A coach's own questions, beside the coachee's."""
    strand = strand_for(request.user, code, Act.JOIN)
    form = QuestionsForm(request.POST)
    if not form.is_valid():
        return _page(request, strand, questions_form=form, status=422)
    try:
        write_questions(strand, request.user, form.words(), request.POST.get("seen", ""))
    except Changed:
        return _page(request, strand, questions_form=form, problem="changed", status=409)
    except AtRest:
        return _page(request, strand, questions_form=form, problem="at rest", status=409)
    messages.success(
        request, _("Your questions are kept. %(name)s sees them.") % {"name": strand.coachee.name}
    )
    return redirect("programme:focus", code=strand.code)


def _page(
    request: PersonRequest,
    strand: Strand,
    *,
    form: FocusForm | None = None,
    questions_form: QuestionsForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    saved = focus_words(strand)
    yours = may(request.user, Act.CHANGE, Kind.FOCUS, strand)
    open_now = is_open(strand)
    all_questions = questions_of(strand)
    own = tuple(one.words for one in all_questions if one.author_id == request.user.pk)
    shown = {
        "strand": strand,
        "cycle": strand.cycle,
        "saved": saved,
        "yours": yours,
        "open": open_now,
        "writes": (yours and open_now) or form is not None,
        "adds": (not yours and open_now) or questions_form is not None,
        "questions": all_questions,
        "form": form or FocusForm(words=saved, plan=plan_of(strand)),
        "questions_form": questions_form or QuestionsForm(words=own),
        "seen": stamp(saved.in_order()),
        "questions_seen": stamp(own),
        "own_questions": own,
        "nudge": nudge_words(saved.focus) if yours and open_now and form is None else None,
        "problem": problem,
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "programme/focus.html", shown, status=status)
