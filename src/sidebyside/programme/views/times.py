"""When the lesson is and when the two talk. Times and a place: no content, on either partner's word."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import stages_for
from sidebyside.programme.actions import agree_times, times_as_words, times_of
from sidebyside.programme.forms import TimesForm
from sidebyside.programme.models import CalendarFeed, Strand
from sidebyside.programme.protected import free_for_talk
from sidebyside.programme.seen import AtRest, Changed, stamp
from sidebyside.programme.stages import plan_of
from sidebyside.programme.standing import is_across
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def times(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = stages_for(request.user, code, Act.CHANGE)
    if request.method != "POST":
        return _page(request, strand, TimesForm(strand=strand))
    if "choose" in request.POST:
        form = TimesForm(strand=strand)
        wanted = _chosen(request, strand)
        if wanted is None:
            messages.error(request, _("One of you is not free then any more. Choose another time."))
            return redirect("programme:times", code=code)
    else:
        form = TimesForm(request.POST, strand=strand)
        if not form.is_valid():
            return _page(request, strand, form, status=422)
        wanted = form.times()
    try:
        agree_times(strand, wanted, request.POST.get("seen", ""))
    except Changed:
        return _page(request, strand, form, problem="changed", status=409)
    except AtRest:
        return _page(request, strand, form, problem="at rest", status=409)
    messages.success(request, _("The times are kept. Both of you see them."))
    return redirect("room:cycle", code=strand.code)


def _chosen(request: PersonRequest, strand: Strand) -> dict[str, datetime | int | str | None] | None:
    """The talk at a time that both still have free; the lesson and the place as they stand."""
    free = free_for_talk(strand, walking=_walks(request))
    starts = next(
        (one.starts for one in free.slots if one.starts.isoformat() == request.POST["choose"]), None
    )
    return times_of(strand) | {"meeting_at": starts} if starts else None


def _walks(request: PersonRequest) -> bool:
    return "walk" in request.GET or "walk" in request.POST


def _page(
    request: PersonRequest, strand: Strand, form: TimesForm, problem: str = "", status: int = 200
) -> HttpResponse:
    is_open = strand.cycle.is_running or bool(problem)
    shown = {
        "free": free_for_talk(strand, walking=_walks(request)) if is_open else None,
        "walks": _walks(request),
        "across": is_across(strand),
        "strand": strand,
        "cycle": strand.cycle,
        "form": form,
        "has_lesson": plan_of(strand).has_lesson,
        "seen": stamp(times_as_words(times_of(strand))),
        "problem": problem,
        "open": is_open,
        "has_feed": CalendarFeed.objects.filter(person=request.user).exists(),
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "programme/times.html", shown, status=status)
