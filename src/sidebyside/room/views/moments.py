"""Marks of the signed-in person: made, changed, put away and brought back, by the room's scripts or plain forms."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Recording
from sidebyside.room import actions, answers
from sidebyside.room.access import Showing, moment_for, room_for, showing_to_change, showing_to_mark
from sidebyside.room.forms import MomentForm
from sidebyside.room.models import Moment
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_POST
@answers.for_whom_it_was_written
def moments(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A new moment from the page's plain form; its hidden code makes a second click land nowhere new."""
    strand = room_for(request.user, code)
    showing = showing_to_mark(request.user, strand)
    moment_code = answers.code_in(request.POST.get("code", "")) or uuid.uuid4()
    return _write_plainly(request, strand, showing, moment_code, base=0)


@require_http_methods(["GET", "HEAD", "POST"])
@answers.for_whom_it_was_written
def moment(request: PersonRequest, code: uuid.UUID, moment: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    if request.method != "POST":
        return _form_page(request, strand, moment_for(request.user, strand, moment, Act.CHANGE))
    showing = _showing(request.user, strand, moment)
    if answers.is_json(request):
        return _write_by_script(request, showing, moment)
    base = request.POST.get("revision", "")
    return _write_plainly(request, strand, showing, moment, base=int(base) if base.isdecimal() else 0)


@require_POST
@answers.for_whom_it_was_written
def put_away(request: PersonRequest, code: uuid.UUID, moment: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    found = moment_for(request.user, strand, moment, Act.DELETE)
    actions.put_away(found)
    if answers.is_json(request):
        return JsonResponse({"saved": answers.moment_said(found)})
    messages.success(request, _("Put away. You can bring it back below the list for a day."))
    return redirect("room:prepare", code=strand.code)


@require_POST
@answers.for_whom_it_was_written
def bring_back(request: PersonRequest, code: uuid.UUID, moment: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    found = moment_for(request.user, strand, moment, Act.CHANGE)
    actions.bring_back(found)
    if answers.is_json(request):
        return JsonResponse({"saved": answers.moment_said(found)})
    return _to_moment(strand, found)


def _showing(person: Person, strand: Strand, code: uuid.UUID) -> Showing:
    if Moment.objects.filter(code=code).exists():
        return showing_to_change(person, strand, moment_for(person, strand, code, Act.CHANGE))
    return showing_to_mark(person, strand)


def _write_by_script(request: PersonRequest, showing: Showing, code: uuid.UUID) -> HttpResponse:
    body = answers.sent(request)
    if body is None:
        return answers.not_understood()
    form = MomentForm(body, showing=showing)
    if not form.is_valid():
        return answers.problems(form)
    written = actions.write_moment(
        request.user, _film(showing), code, _fields(form.cleaned_data), answers.base_of(body)
    )
    return answers.landed(written.outcome, answers.moment_said(written.mark))


def _write_plainly(
    request: PersonRequest, strand: Strand, showing: Showing, code: uuid.UUID, base: int
) -> HttpResponse:
    form = MomentForm(request.POST, showing=showing)
    if not form.is_valid():
        return render(request, "room/moment.html", _form_context(strand, form, code, base), status=422)
    written = actions.write_moment(request.user, _film(showing), code, _fields(form.cleaned_data), base)
    if written.outcome is actions.Outcome.CLASH:
        context = _form_context(strand, form, code, written.mark.revision) | {"saved": written.mark}
        return render(request, "room/moment.html", context, status=409)
    return _to_moment(strand, written.mark)


def _form_page(request: PersonRequest, strand: Strand, found: Moment) -> HttpResponse:
    showing = showing_to_change(request.user, strand, found)
    form = MomentForm(
        initial={
            "start": found.start_ms,
            "end": found.end_ms,
            "sort": found.sort,
            "seen": found.seen,
            "made_of_it": found.made_of_it,
        },
        showing=showing,
    )
    return render(request, "room/moment.html", _form_context(strand, form, found.code, found.revision))


def _form_context(strand: Strand, form: MomentForm, code: uuid.UUID, revision: int) -> dict[str, Any]:
    return {
        "strand": strand,
        "form": form,
        "moment_code": code,
        "revision": revision,
        "corner": who_can_see(Circle.YOU),
    }


def _fields(cleaned: dict[str, Any]) -> actions.Fields:
    return {
        "start_ms": cleaned["start"],
        "end_ms": cleaned["end"],
        "sort": cleaned["sort"],
        "seen": cleaned["seen"],
        "made_of_it": cleaned["made_of_it"],
    }


def _film(showing: Showing) -> Recording:
    assert showing.recording is not None
    return showing.recording


def _to_moment(strand: Strand, found: Moment) -> HttpResponse:
    answer = redirect("room:prepare", code=strand.code)
    answer["Location"] += f"#moment-{found.code}"
    return answer
