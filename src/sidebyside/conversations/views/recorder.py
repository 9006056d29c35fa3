"""The recorder's buttons, and what the recording device asks about its own tracks."""

import json
import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sidebyside.conversations import actions, clock, tracks, words
from sidebyside.conversations.access import own_track, talk_of, track_of
from sidebyside.conversations.forms import WantsRecording
from sidebyside.conversations.models import Track
from sidebyside.conversations.panel import as_code
from sidebyside.conversations.views.back import back, back_not_now
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import jobs
from sidebyside.recordings.models import Recording, Upload
from sidebyside.trust.policy import Act

LONGEST_BODY = 4 * 1024


@require_POST
def yes_or_no(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.CHANGE)
    form = WantsRecording(request.POST)
    if not form.is_valid():
        return back(request, talk, words.choose_recording())
    try:
        actions.answer_recording(talk, request.user, form.wants_recording)
    except actions.NotNow as reason:
        return back_not_now(request, talk, reason.word)
    return back(request, talk)


@require_POST
def start(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """``{"tracks": [code, ...]}``, one for each microphone; the codes are the device's own."""
    # A cycle at rest records nothing new, though what a device still holds may arrive.
    talk = talk_of(request.user, code, Act.JOIN)
    codes = _codes(request)
    if codes is None:
        return HttpResponse(status=400)
    try:
        tracks.start(talk, request.user, codes)
    except actions.NotNow as reason:
        return JsonResponse({"word": reason.word, "sentence": words.not_now(reason.word)}, status=409)
    talk.refresh_from_db(fields=["recording_since", "opened_at"])
    return JsonResponse({"clock_ms": clock.at_ms(talk), "zero_ms": clock.zero_ms(talk)})


@require_POST
def stop(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Either partner, from wherever they are."""
    talk = talk_of(request.user, code, Act.CHANGE)
    actions.stop_recording(talk, request.user)
    return back(request, talk)


@require_POST
def ended(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """``{"tracks": [code, ...], "empty": [...]}``: own tracks that record no more, and which of them hold nothing."""
    talk = talk_of(request.user, code, Act.BRING)
    codes = _codes(request)
    if codes is None:
        return HttpResponse(status=400)
    tracks.stop_own(talk, request.user, codes)
    tracks.let_go_empty(talk, request.user, _codes(request, "empty") or [])
    return HttpResponse(status=204)


@require_safe
def track(request: PersonRequest, code: uuid.UUID, track: uuid.UUID) -> HttpResponse:
    """Where the device that recorded a track is to send it, if anything is still wanted of it."""
    found = own_track(request.user, code, track)
    tracks.take_up_what_was_given_up(found)
    return JsonResponse(_sending(found))


@require_POST
def track_again(request: PersonRequest, code: uuid.UUID, track: uuid.UUID) -> HttpResponse:
    """Make a track ready to hear that could not be made ready; where that is not so it changes nothing."""
    found = track_of(request.user, code, track, Act.CHANGE)
    if found.recording is not None:
        jobs.try_again(found.recording)
    return back(request, found.conversation)


def _sending(track: Track) -> dict[str, Any]:
    """``arrived``: how many bytes there are of what is finished; None where that is not known any more."""
    if track.recording is None:
        return {"state": "none", "upload": ""}
    if track.recording.state == Recording.State.DELETED:
        return {"state": "deleted", "upload": ""}
    upload = Upload.objects.filter(recording=track.recording).first()
    if upload is None or upload.finished_at is not None:
        return {"state": "finished", "upload": "", "arrived": upload.offset if upload else None}
    state = "open" if upload.ends_at > timezone.now() else "expired"
    return {"state": state, "upload": reverse("recordings:upload", args=[upload.code])}


def _codes(request: PersonRequest, key: str = "tracks") -> list[uuid.UUID] | None:
    try:
        told = json.loads(request.body) if len(request.body) <= LONGEST_BODY else None
    except ValueError:
        return None
    found = told.get(key) if isinstance(told, dict) else None
    codes = [as_code(one) for one in found] if isinstance(found, list) else []
    return [one for one in codes if one is not None] if codes and None not in codes else None
