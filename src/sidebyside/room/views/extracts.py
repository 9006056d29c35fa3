"""Stretches that the signed-in person picks for the meeting."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidebyside.people.requests import PersonRequest
from sidebyside.recordings.models import Extract
from sidebyside.room import actions, answers
from sidebyside.room.access import extract_for, room_for, showing_to_mark
from sidebyside.room.forms import ExtractForm
from sidebyside.trust.policy import Act


@require_POST
@answers.for_whom_it_was_written
def extract(request: PersonRequest, code: uuid.UUID, extract: uuid.UUID) -> HttpResponse:
    """Pick it, or change why; the code is the page's, so that a second click picks nothing twice."""
    strand = room_for(request.user, code)
    showing = showing_to_mark(request.user, strand)
    body = answers.sent(request) if answers.is_json(request) else request.POST
    if body is None:
        return answers.not_understood()
    form = ExtractForm(body, showing=showing)
    if not form.is_valid():
        return answers.problems(form)
    assert showing.recording is not None
    cleaned = form.cleaned_data
    fields = {"start_ms": cleaned["start"], "end_ms": cleaned["end"], "words": cleaned["words"]}
    picked = actions.pick_extract(request.user, showing.recording, extract, fields)
    if answers.is_json(request):
        return JsonResponse({"saved": answers.extract_said(picked)})
    return redirect("room:prepare", code=strand.code)


@require_POST
@answers.for_whom_it_was_written
def let_go(request: PersonRequest, code: uuid.UUID, extract: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    found = extract_for(request.user, strand, extract, Act.DELETE)
    if found.is_offered or found.state != Extract.State.POINTED:
        return _still_shared(request, strand.code)
    found.delete()
    if answers.is_json(request):
        return JsonResponse({"saved": None})
    return redirect("room:prepare", code=strand.code)


def _still_shared(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    said = _(
        "This extract is shared. Take it back on the page of the film first; then you can let it go here."
    )
    if answers.is_json(request):
        return JsonResponse({"problem": said, "problems": {}}, status=422)
    messages.warning(request, said)
    return redirect("room:prepare", code=code)
