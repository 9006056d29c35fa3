"""The charts of a programme, the interview, and one chart: its picture beside the list that edits it."""

import uuid
from datetime import date

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.change import keeping, wording
from sidebyside.change.access import (
    chart_for,
    charts_for,
    is_annotated,
    may_make,
    programme_for_charts,
)
from sidebyside.change.models import Chart, Layer
from sidebyside.change.views import deeds
from sidebyside.change.views.page import Shown
from sidebyside.core.theory.chart import NotPossible
from sidebyside.instruments.forms_page import AnswersForm
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.seen import Changed, stamp
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see

MINE = "mine"


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """What there is for this person to read. A POST begins a chart."""
    found = programme_for_charts(request.user, code, Act.RUN if request.method == "POST" else Act.SEE)
    if request.method == "POST":
        try:
            chart = keeping.begin(found, request.user)
        except IntegrityError:
            # Pressed twice in one moment: the other press has begun it.
            return redirect("change:programme", code=code)
        return redirect("change:interview", code=chart.code)
    rows = charts_for(request.user, found)
    shown = {
        "programme": found,
        "own": [one for one in rows if one.maker_id == request.user.pk],
        "others": [one for one in rows if one.maker_id != request.user.pk],
        "makes": may_make(request.user, found),
        "corner": who_can_see(Circle.CHART),
    }
    return render(request, "change/programme.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The questions from which the boxes come. A POST keeps the answers, or keeps them and draws."""
    chart = chart_for(request.user, code, Act.CHANGE)
    whole = keeping.whole_of(keeping.words_of(chart))
    form = keeping.interview()
    page = AnswersForm(request.POST or None, form=form, answers=whole.answers)
    problem, status = "", 200
    if request.method == "POST" and page.is_valid():
        try:
            return _answered(request, chart, page)
        except Changed:
            problem, status = "changed", 409
        except keeping.Frozen:
            problem, status = _frozen(), 409
        except NotPossible as why:
            problem, status = wording.why_not_drawn(why), 422
            # The answers are kept by now: the next press is made from these.
            whole = keeping.whole_of(keeping.words_of(chart))
    shown = {
        "chart": chart,
        "form": form,
        "page": page,
        "seen": stamp([keeping.as_one(whole.answers)]),
        "problem": problem,
        "is_frozen": is_annotated(chart),
        "corner": who_can_see(Circle.CHART if chart.shown_at else Circle.YOU),
    }
    return render(request, "change/interview.html", shown, status=422 if page.errors else status)


def _answered(request: PersonRequest, chart: Chart, page: AnswersForm) -> HttpResponse:
    """Raises Changed, Frozen, and NotPossible once the answers are kept."""
    answers = page.answers()
    keeping.answer(chart, answers, request.POST.get("seen", ""))
    if request.POST.get("do") != "draw":
        messages.success(request, _("Kept as it stands. Come back when you like."))
        return redirect("change:interview", code=chart.code)
    keeping.edit(chart, lambda before: keeping.draw(before, answers))
    messages.success(
        request, _("Every line is a box now. Put arrows between them, and change what you like.")
    )
    return redirect("change:chart", code=chart.code)


@require_http_methods(["GET", "HEAD", "POST"])
def chart(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """One chart, with the original or a layer. A POST is one press of one button."""
    found = chart_for(request.user, code)
    if request.method != "POST":
        return _page(request, found)
    if request.POST.get("layer") == MINE:
        return _on_own_layer(request, found)
    doors.check(request.user, Act.CHANGE, Kind.CHART, found)
    do = request.POST.get("do", "")
    if do in _WHOLE:
        return _WHOLE[do](request, found)
    try:
        keeping.edit(found, lambda before: deeds.on_chart(request.POST, before))
    except keeping.Frozen:
        return _page(request, found, problem=_frozen(), status=409)
    except NotPossible as why:
        return _page(request, found, problem=wording.why_not(why), status=422)
    except Changed:
        return _page(request, found, problem=_changed(), status=409)
    return redirect(_address(request, found))


def _on_own_layer(request: PersonRequest, chart: Chart) -> HttpResponse:
    shown = Shown(request.user, chart, MINE)
    if not shown.may_annotate:
        return _page(request, chart, problem=_not_yet(chart.layers_from), status=409)
    do = request.POST.get("do", "")
    if do in {"show", "hide"} and shown.own_row is not None:
        doors.check(request.user, Act.SHARE, Kind.LAYER, shown.own_row)
        keeping.show_layer(shown.own_row, shown=do == "show")
        told = (
            _("Whoever sees the chart sees yours now, with your name.") if do == "show" else _("Taken back.")
        )
        messages.success(request, told)
        return redirect(_address(request, chart))
    try:
        keeping.annotate(
            chart, request.user, lambda layer, original: deeds.on_layer(request.POST, layer, original)
        )
    except NotPossible as why:
        return _page(request, chart, problem=wording.why_not(why), status=422)
    except Changed:
        return _page(request, chart, problem=_changed(), status=409)
    if shown.own_row is not None and not Layer.objects.filter(pk=shown.own_row.pk).exists():
        messages.success(request, _("Taken away. Nothing of yours lies over this chart now."))
    return redirect(_address(request, chart))


def _address(request: PersonRequest, chart: Chart) -> str:
    """Back to the same box, open as it was, so that a keyboard goes on where it stood."""
    layer = "layer=mine" if request.POST.get("layer") == MINE else ""
    box, do = deeds.as_number(request.POST.get("box", "")), request.POST.get("do", "")
    at = reverse("change:chart", kwargs={"code": chart.code})
    if box is None or do == "remove":
        place = {"add": "#add", "show": "", "hide": ""}.get(do, "#list")
        return f"{at}?{layer}{place}" if layer else f"{at}{place}"
    return f"{at}?{layer}{'&' if layer else ''}open={box}#box-{box}"


def _show(request: PersonRequest, chart: Chart) -> HttpResponse:
    doors.check(request.user, Act.SHARE, Kind.CHART, chart)
    # Whoever led once may still take back what they drew, and shows it to nobody any more.
    doors.check(request.user, Act.RUN, Kind.CHARTS, chart.programme)
    keeping.show(chart, shown=True)
    messages.success(request, _("Everybody in the programme and the school’s leaders can read it now."))
    return redirect("change:chart", code=chart.code)


def _hide(request: PersonRequest, chart: Chart) -> HttpResponse:
    doors.check(request.user, Act.SHARE, Kind.CHART, chart)
    keeping.show(chart, shown=False)
    messages.success(request, _("Taken back: only you can open it. What was read stays read."))
    return redirect("change:chart", code=chart.code)


def _next(request: PersonRequest, chart: Chart) -> HttpResponse:
    """A new version that begins as this one stands; the old one stays."""
    doors.check(request.user, Act.RUN, Kind.CHARTS, chart.programme)
    whole = keeping.whole_of(keeping.words_of(chart))
    try:
        new = keeping.begin(chart.programme, request.user, whole, after=chart)
    except IntegrityError:
        # Pressed twice in one moment: the other press has begun it.
        return redirect("change:programme", code=chart.programme.code)
    messages.success(request, _("A new version, for you alone until you show it. The earlier one stays."))
    return redirect("change:chart", code=new.code)


def _day(request: PersonRequest, chart: Chart) -> HttpResponse:
    doors.check(request.user, Act.RUN, Kind.CHARTS, chart.programme)
    try:
        chart.layers_from = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return _page(
            request, chart, problem=_("Choose a day of the calendar. Nothing was changed."), status=422
        )
    chart.save(update_fields=["layers_from"])
    messages.success(request, _("From that day on people are asked what came of it."))
    return redirect("change:chart", code=chart.code)


def _erase(request: PersonRequest, chart: Chart) -> HttpResponse:
    doors.check(request.user, Act.DELETE, Kind.CHART, chart)
    try:
        keeping.erase(chart)
    except keeping.Frozen:
        why = _("Somebody has laid what came of it over this chart. Take it back, or begin a new version.")
        return _page(request, chart, problem=why, status=409)
    messages.success(request, _("The chart is erased."))
    return redirect("change:programme", code=chart.programme.code)


_WHOLE = {"show": _show, "hide": _hide, "next": _next, "day": _day, "erase": _erase}


def _frozen() -> str:
    return _(
        "Somebody has begun to say what came of it, so the chart stays as it is. Begin a new version instead."
    )


def _changed() -> str:
    return _(
        "These words were changed since you opened the page. Yours are still in the form: look, and keep again."
    )


def _not_yet(day: date) -> str:
    return _("What came of it is asked from %(day)s on.") % {"day": day.strftime("%-d %B %Y")}


def _page(request: PersonRequest, chart: Chart, problem: str = "", status: int = 200) -> HttpResponse:
    wanted = MINE if request.POST.get("layer") == MINE else request.GET.get("layer", "")
    shown = Shown(request.user, chart, wanted)
    opened = request.POST.get("box") if problem else request.GET.get("open", "")
    told = {
        "chart": chart,
        "shown": shown,
        "columns": shown.columns,
        "choices": wording.place_choices(),
        "came": wording.came_words().items(),
        "open": deeds.as_number(opened or "") or 0,
        # What was typed and could not be kept stands in its form again.
        "typed": request.POST if problem else None,
        "problem": problem,
        "makes": may_make(request.user, chart.programme),
        "corner": who_can_see(Circle.CHART if shown.is_seen_by_others else Circle.YOU),
    }
    return render(request, "change/chart.html", told, status=status)
