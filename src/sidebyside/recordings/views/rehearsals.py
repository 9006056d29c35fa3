"""Dummy runs: try the place, the light and the sound, see what the sound is like, and let them go."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import access, deleting, page
from sidebyside.recordings.models import Recording
from sidebyside.trust import doors
from sidebyside.trust.policy import Act


@require_safe
def rehearsals(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = access.strand_for_film(request.user, code, Act.CHANGE)
    return render(request, "recordings/rehearsals.html", page.tried_out(strand, request.user))


@require_POST
def delete_rehearsal(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    run = access.own_recording_in(request.user, code, film, Act.DELETE)
    if run.sort != Recording.Sort.REHEARSAL:
        doors.nothing_here()
    if any(deleting.delete_film(run, request.user).values()):
        messages.error(request, _("Not everything could be deleted. Tell the person who runs this server."))
    else:
        messages.success(request, _("The dummy run is deleted."))
    return redirect("recordings:rehearsals", code=code)
