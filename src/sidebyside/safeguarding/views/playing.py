"""Bytes of what is open under the exception, for a player on its page and for nothing else."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import live, sending
from sidebyside.recordings.views.playback import signed_out
from sidebyside.safeguarding import access, actions
from sidebyside.trust import doors

PLAYERS = {"video", "audio"}


@login_not_required
@require_safe
def play(request: PersonRequest, code: uuid.UUID, recording: uuid.UUID) -> HttpResponseBase:
    """A stretch at a time, as a player asks for it. All of it at once, or into a window or a file, is not there."""
    if not request.user.is_authenticated:
        return signed_out()
    session = access.session_of(request)
    opening, found, rendition = access.playable(request.user, code, recording, session)
    if not _is_player(request):
        doors.nothing_here()
    allowed = live.StillAllowed(
        request, lambda person: access.is_still_open(person, code, found.code, session)
    )
    response = sending.send(request, rendition, allowed, whole=False)
    if request.method == "GET" and response.status_code == 206:
        actions.looked(opening, request.user, page=False)
    return response


def _is_player(request: HttpRequest) -> bool:
    """Browsers say what they fetch for; one that does not say it still has to ask for a stretch."""
    return request.headers.get("Sec-Fetch-Dest", "video") in PLAYERS
