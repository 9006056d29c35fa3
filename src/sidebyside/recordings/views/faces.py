"""The owner's page for hiding faces in a film, and what it is made of."""

import threading
import uuid
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.core.faces.glimpse import glimpse
from sidebyside.core.media.errors import MediaError
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import access, live, renditions, sending, store
from sidebyside.recordings.blurring import choosing, looking, making, original, page
from sidebyside.recordings.blurring.forms import CoverForm
from sidebyside.recordings.blurring.models import Blurring, Covering, FaceTrack
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import doors
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.policy import Act, Kind

# Each small picture decodes some seconds of film in a process of its own: a page of them must not take the server.
_AT_ONCE = threading.BoundedSemaphore(2)
LONGEST_WAIT_S = 30


def _own(request: PersonRequest, code: uuid.UUID, film: uuid.UUID, act: Act = Act.CHANGE) -> Recording:
    return access.lesson_film_in(request.user, code, film, act)


def _back(code: uuid.UUID, film: uuid.UUID, place: str = "") -> HttpResponse:
    response = redirect("recordings:faces", code=code, film=film)
    response.headers["Location"] += place
    return response


@require_safe
def faces(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    recording = _own(request, code, film)
    return render(request, "recordings/faces.html", page.shown(recording, request.GET.get("page", "1")))


@require_safe
def progress(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    return JsonResponse(asdict(page.progress_of(_own(request, code, film))))


@require_POST
def look(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    looking.ask(_own(request, code, film))
    return _back(code, film)


@require_POST
def leave_clear(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    recording = _own(request, code, film)
    choosing.leave_clear(recording, _numbers(request, "shown"), _numbers(request, "clear"))
    messages.success(request, _("Kept. Every face that you did not tick will be hidden."))
    number = request.POST.get("to") or request.POST.get("page", "1")
    return _back(code, film, f"?page={number}#faces" if number.isascii() and number.isdigit() else "#faces")


def _numbers(request: HttpRequest, name: str) -> list[int]:
    given = request.POST.getlist(name)[: 2 * page.EACH_PAGE]
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 7]


@require_POST
def cover(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    recording = _own(request, code, film)
    form = CoverForm(request.POST, duration_ms=recording.duration_ms)
    if not form.is_valid():
        return render(request, "recordings/faces.html", page.shown(recording, form=form), status=422)
    if original.filmed(recording) is None:
        messages.error(request, _("The original is destroyed, so nothing more can be hidden in it."))
    elif choosing.cover(recording, Covering.What(form.cleaned_data["what"]), form.where):
        messages.success(request, _("Kept. It is hidden when the blurred film is made."))
    else:
        messages.error(request, _("There are as many by hand as there may be. Take one away first."))
    return _back(code, film, "#by-hand")


@require_POST
def uncover(request: PersonRequest, code: uuid.UUID, film: uuid.UUID, covering: uuid.UUID) -> HttpResponse:
    recording = _own(request, code, film)
    found = Covering.objects.filter(recording=recording, code=covering).first()
    if found is not None:
        choosing.uncover(recording, found)
    return _back(code, film, "#by-hand")


@require_POST
def make(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    recording = _own(request, code, film)
    how = Blurring.How.BLOCK if request.POST.get("how") == "block" else Blurring.How.BLUR
    if making.begin(recording, request.user, how):
        messages.success(
            request, _("The blurred film is being made. Nobody but you sees the film until it is done.")
        )
    return _back(code, film)


@require_POST
def looked_through(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    recording = _own(request, code, film)
    if request.POST.get("sure") != "yes":
        messages.warning(request, _("Tick that you have watched it to the end."))
    else:
        _look_through(request, recording)
    return _back(code, film)


def _look_through(request: PersonRequest, recording: Recording) -> None:
    try:
        if choosing.looked_through(recording, request.user):
            messages.success(request, _("Kept. You can share the blurred film now."))
    except choosing.StillMarked:
        messages.warning(
            request,
            _("Whoever looked through it marked where somebody can be recognised. Look at each mark first."),
        )


@require_POST
def give_up(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    if choosing.give_up(_own(request, code, film), request.user):
        messages.success(
            request, _("The blurred film is gone. The film is as it was filmed, and yours alone.")
        )
    return _back(code, film)


@require_http_methods(["GET", "HEAD", "POST"])
def destroy_original(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    recording = _own(request, code, film, Act.DELETE)
    if request.method != "POST":
        context = page.shown(recording)
        return render(request, "recordings/destroy_original.html", context)
    try:
        left = original.destroy_original(recording, request.user)
    except original.NotYet:
        messages.warning(request, _("Make the blurred film and look through it first."))
        return _back(code, film)
    except original.StillComing:
        messages.warning(request, _("The device that filmed it may still bring more. Let it finish first."))
        return _back(code, film)
    if any(left.values()):
        messages.error(request, _("Not everything could be deleted. Tell the person who runs this server."))
    else:
        messages.success(request, _("The original is destroyed. The blurred film is all there is now."))
    return _back(code, film)


@require_safe
def original_film(request: PersonRequest, code: uuid.UUID) -> HttpResponseBase:
    """What was filmed, for its owner alone, whatever is shared."""
    recording = access.film_for(request.user, code, Act.CHANGE)
    film = original.filmed(recording)
    if film is None:
        doors.nothing_here()
    film.recording = recording

    def may(person: Person) -> bool:
        fresh = access.films().filter(pk=recording.pk).first()
        is_there = fresh is not None and fresh.original_gone_at is None
        return is_there and doors.may(person, Act.CHANGE, Kind.FILM, fresh)

    return sending.send(request, film, live.StillAllowed(request, may))


@require_safe
def face(request: PersonRequest, code: uuid.UUID, track: uuid.UUID) -> HttpResponse:
    """One small picture, made of the owner's own film as it is asked for, and kept nowhere."""
    recording = access.film_for(request.user, code, Act.CHANGE)
    found = FaceTrack.objects.filter(recording=recording, code=track).select_related("recording").first()
    film = original.filmed(recording)
    if found is None or film is None:
        doors.nothing_here()
    film.recording = recording
    picture = _picture(film, found, Blurring.objects.get(recording=recording))
    response = HttpResponse(picture or b"", content_type="image/jpeg", status=200 if picture else 503)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _picture(film: Rendition, track: FaceTrack, blurring: Blurring) -> bytes | None:
    keys = looking.keys_of(track)
    # Where it is largest it is easiest to know.
    key = max(keys, key=lambda one: one.size)
    if not _AT_ONCE.acquire(timeout=LONGEST_WAIT_S):
        return None
    try:
        with store.read(renditions.place(film)) as reader:
            return glimpse(reader, key, (blurring.width_px, blurring.height_px))
    except (MediaError, store.Missing, store.Broken, store.Away, KeyGone):
        return None
    finally:
        _AT_ONCE.release()
