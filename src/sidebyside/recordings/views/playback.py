"""Bytes of films, sound, pictures and clips, in the films process."""

import json
import uuid
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import access, live, sending, sorts, viewings
from sidebyside.recordings.models import Extract, Recording, Rendition
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

LONGEST_REPORT = 16 * 1024


def signed_out() -> HttpResponse:
    """A player or a script asked: sending it to the sign-in page would look like a broken film."""
    response = HttpResponse(_("You are signed out."), status=401, content_type="text/plain; charset=utf-8")
    response.headers["WWW-Authenticate"] = "Session"
    return response


@login_not_required
@require_safe
def part(request: PersonRequest, code: uuid.UUID, role: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return signed_out()
    recording = access.recording_for(request.user, code)
    rendition = _rendition(request, recording, Rendition.Role(role))
    if rendition is None:
        doors.nothing_here()
    return _send(request, recording, rendition, lambda person: _may_see(person, recording))


def _rendition(request: HttpRequest, recording: Recording, role: Rendition.Role) -> Rendition | None:
    if role != Rendition.Role.FILM:
        return access.published(recording, role)
    # A page keeps to the file it began with, also when the prepared one has taken its place since.
    wanted = viewings.as_code(request.GET.get("r"))
    shown = access.shown(recording).filter(
        role__in=[Rendition.Role.FILM, Rendition.Role.INDEXED, Rendition.Role.SOURCE]
    )
    kept = shown.filter(code=wanted).first() if wanted else None
    return kept or access.best_film(recording)


def _may_see(person: Person, recording: Recording) -> bool:
    fresh = access.recordings().filter(pk=recording.pk).first()
    return fresh is not None and sorts.may(person, Act.SEE, fresh)


@login_not_required
@require_safe
def clip(request: PersonRequest, code: uuid.UUID, extract: uuid.UUID) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return signed_out()
    found = access.clip_for(request.user, code, extract)
    rendition = access.clip_of(found)
    if rendition is None:
        doors.nothing_here()
    return _send(request, found.recording, rendition, lambda person: _may_see_clip(person, found))


def _may_see_clip(person: Person, extract: Extract) -> bool:
    fresh = Extract.objects.filter(pk=extract.pk).first()
    return fresh is not None and doors.may(person, Act.SEE, Kind.CLIP, access.with_recording(fresh))


def _send(
    request: PersonRequest, recording: Recording, rendition: Rendition, may: Callable[[Person], bool]
) -> HttpResponseBase:
    rendition.recording = recording
    response = sending.send(request, rendition, live.StillAllowed(request, may))
    if request.method == "GET" and response.status_code in (200, 206):
        viewings.fetched(request.user, recording, viewings.as_code(request.GET.get("v")))
    return response


@login_not_required
@require_POST
def seen(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return signed_out()
    recording = access.recording_for(request.user, code)
    return _note(request, recording, recording.duration_ms, 0)


@login_not_required
@require_POST
def clip_seen(request: PersonRequest, code: uuid.UUID, extract: uuid.UUID) -> HttpResponse:
    """Stretches count from the clip's own beginning: where it lies in the film is not the coach's to know."""
    if not request.user.is_authenticated:
        return signed_out()
    found = access.clip_for(request.user, code, extract)
    return _note(request, found.recording, found.end_ms - found.start_ms, found.start_ms)


def _note(request: PersonRequest, recording: Recording, duration_ms: int, shift_ms: int) -> HttpResponse:
    try:
        told = json.loads(request.body) if len(request.body) <= LONGEST_REPORT else None
        if not isinstance(told, dict):
            raise viewings.NotAStretch
        stretches = viewings.checked_stretches(told.get("stretches"), duration_ms)
    except ValueError:
        return HttpResponse(status=400)
    moved = [(start + shift_ms, end + shift_ms) for start, end in stretches]
    viewings.watched(request.user, recording, viewings.as_code(told.get("v")), moved)
    return HttpResponse(status=204)
