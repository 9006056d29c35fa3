"""Taking a voice note from the page that recorded it, playing it to whoever spoke, erasing it."""

import uuid

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.core import ranges
from sidebyside.core.saying import NotTaken
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.policy import Act
from sidebyside.voice import notes
from sidebyside.voice.access import may_speak, note_for
from sidebyside.voice.codes import as_code
from sidebyside.voice.models import VoiceNote


@require_POST
def take(request: PersonRequest) -> HttpResponse:
    """The sound is the body; whose page it is, what it belongs to, the device's mark and its length in ms come in
    headers."""
    may_speak(request.user)
    if not _is_of_the_page(request):
        return _refused(
            _(
                "Somebody else is signed in here now. Save this voice note as a file, "
                "or sign in again as yourself."
            ),
            409,
        )
    told = request.headers
    place, length = told.get("Voice-Place", ""), told.get("Voice-Length", "")
    once = as_code(told.get("Voice-Once", ""))
    if not place or once is None or not (length.isascii() and length.isdigit() and len(length) < 9):
        return _refused(
            _("The page did not say what this voice note belongs to. Load it again, and send again.")
        )
    # Straight into memory: a file's way through Django may lead over the disk.
    sound = request.read(notes.MOST_BYTES + 1)
    if len(sound) <= notes.MOST_BYTES and str(len(sound)) != (request.META.get("CONTENT_LENGTH") or "0"):
        return _refused(_("Only a part of it arrived. Send it again."))
    try:
        note = notes.keep(request.user, place, once, int(length), sound)
    except NotTaken as error:
        return _refused(error.sentence)
    return JsonResponse({"code": str(note.code)}, status=201)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Played, in whole or by Range, and erased by a POST."""
    if request.method != "POST":
        return played(request, note_for(request.user, code))
    by_script = request.headers.get("Accept") == "application/json"
    if by_script and not _is_of_the_page(request):
        return _refused(
            _("Somebody else is signed in here now. Sign in again as yourself, then erase it."), 409
        )
    note_for(request.user, code, Act.DELETE).delete()
    if by_script:
        return HttpResponse(status=204)
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "/")


def played(request: PersonRequest, found: VoiceNote) -> HttpResponse:
    """The sound of a note whose door has been asked, in whole or by Range."""
    try:
        sound = notes.sound_of(found)
    except (KeyGone, VoiceNote.DoesNotExist):
        raise Http404 from None
    try:
        span = ranges.asked(request.headers.get("Range"), len(sound))
    except ranges.Unsatisfiable:
        answer = HttpResponse(status=416)
        answer.headers["Content-Range"] = f"bytes */{len(sound)}"
        return answer
    start, end = (span.start, span.end) if span else (0, len(sound))
    answer = HttpResponse(sound[start:end], status=206 if span else 200, content_type=found.media_type)
    if span:
        answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(sound)}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = "inline"
    return answer


def _is_of_the_page(request: PersonRequest) -> bool:
    """Whether the page that asks was opened by whoever is signed in now: on a shared computer it may be another's."""
    return as_code(request.headers.get("Voice-Person", "")) == request.user.code


def _refused(sentence: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)
