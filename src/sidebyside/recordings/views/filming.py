"""Filming in the browser: the page, and what its device tells us and asks us about."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.consent import policies
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import is_across
from sidebyside.recordings import access, filming, filming_key, handing_over, pupils, store
from sidebyside.recordings.models import Recording
from sidebyside.recordings.uploads import largest
from sidebyside.recordings.viewings import as_code
from sidebyside.recordings.views.playback import signed_out
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see

LONGEST_WORD = 64 * 1024


@require_safe
def record(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The filming page, for the coachee or for whoever films for them. What it shows says nothing of a film."""
    strand = access.strand_for_film(request.user, code, Act.BRING)
    is_owner = strand.coachee.pk == request.user.pk
    rehearsal = is_owner and request.GET.get("rehearsal") == "1"
    if not rehearsal and not policies.may_film(strand.coachee.school_id):
        return render(
            request,
            "recordings/not_yet.html",
            {"strand": strand, "is_owner": is_owner, "why": policies.not_yet()},
        )
    shown = {
        "strand": strand,
        "coachee": strand.coachee.name,
        "is_owner": is_owner,
        "rehearsal": rehearsal,
        "sort": Recording.Sort.REHEARSAL if rehearsal else Recording.Sort.LESSON,
        "film": access.film_of(strand) if is_owner else None,
        "has_seats": (named := pupils.named_for(strand)) is not None and named.school_class_id is not None,
        "public_key": filming_key.public_key_in_words(),
        "key_id": filming_key.KEY_ID,
        "uploads": reverse("recordings:uploads"),
        "device_at": f"/cycle/{strand.code}/film/device/",
        "cookie": settings.CSRF_COOKIE_NAME,
        "largest": largest(),
        "corner": who_can_see(Circle.YOU) if is_owner else _("only %(name)s") % {"name": strand.coachee.name},
    }
    return render(request, "recordings/record.html", shown)


def _state(request: PersonRequest, strand: Strand, film: uuid.UUID) -> JsonResponse:
    return JsonResponse(filming.state_for(request.user, strand, film), headers={"Cache-Control": "no-store"})


@login_not_required
@require_safe
def device(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    """How far the film of this device is."""
    if not request.user.is_authenticated:
        return signed_out()
    return _state(request, access.strand_for_film(request.user, code, Act.BRING), film)


@login_not_required
@require_POST
def ended(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    """The device has stopped, and says how many parts there are. The answer is how far the film is."""
    if not request.user.is_authenticated:
        return signed_out()
    strand = access.strand_for_film(request.user, code, Act.BRING)
    try:
        number, pauses = filming.checked_ended(_said(request))
    except ValueError:
        return HttpResponse(_("What came with the film cannot be read."), status=400)
    found = filming.film_by(request.user, strand, film)
    if found is not None:
        filming.ended(found, number, pauses)
    return _state(request, strand, film)


def _said(request: HttpRequest) -> Any:
    if len(request.body) > LONGEST_WORD:
        raise filming.NotReadable
    return json.loads(request.body)


@require_POST
def keep(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    """The owner does not wait for a device any longer; it may come back all the same."""
    recording = access.own_recording_in(request.user, code, film, Act.CHANGE)
    try:
        if filming.keep_what_came(recording):
            messages.success(request, _("What has arrived is being made ready."))
        else:
            messages.warning(
                request, _("Nothing of it had arrived. If its device comes back, it begins anew.")
            )
    except store.Busy:
        messages.warning(request, _("It is being sent at this moment. Wait until that has stopped."))
    return redirect(_page_of(recording), code=code)


def _page_of(recording: Recording) -> str:
    is_try = recording.sort == Recording.Sort.REHEARSAL
    return "recordings:rehearsals" if is_try else "recordings:film"


@require_POST
def hand_over(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = access.strand_for_film(request.user, code, Act.SHARE)
    coach = handing_over.give(strand, request.user, as_code(request.POST.get("to")))
    if coach is None and is_across(strand):
        messages.warning(
            request,
            _("Your coach works at another school, so only you film this lesson. Nothing has changed."),
        )
    elif coach is None:
        messages.warning(request, _("There is nobody who could film this lesson for you now."))
    else:
        said = _("%(name)s can film this lesson for you now. The film is yours from the first second.")
        messages.success(request, said % {"name": coach.name})
    return redirect("recordings:film", code=strand.code)


@require_POST
def take_filming_back(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = access.strand_for_film(request.user, code, Act.SHARE)
    if handing_over.take_back(strand, request.user):
        messages.success(request, _("Taken back. From now on only you film this lesson."))
    return redirect("recordings:film", code=strand.code)
