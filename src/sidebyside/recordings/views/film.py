"""The page of a film: bring it, wait for it, watch it, end it."""

import uuid
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.recordings import access, deleting, jobs, page
from sidebyside.recordings.models import NAME_MOST, Recording, Upload
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def opened(request: PersonRequest, code: uuid.UUID, act: Act) -> tuple[Strand, Recording | None]:
    """The owner's strand, and its film where there is one: a second click may come when it is gone."""
    strand = access.strand_for_film(request.user, code, act)
    film = access.film_of(strand)
    if film is not None:
        doors.check(request.user, act, Kind.FILM, film)
    return strand, film


@require_safe
def film(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand, _film = opened(request, code, Act.CHANGE)
    return render(request, "recordings/film.html", page.shown(strand, request.user))


@require_safe
def progress(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    _strand, found = opened(request, code, Act.SEE)
    if found is None:
        doors.nothing_here()
    return JsonResponse(asdict(page.progress_of(found)))


@require_POST
def try_again(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand, found = opened(request, code, Act.CHANGE)
    if found is not None:
        jobs.try_again(found)
    return redirect("recordings:film", code=strand.code)


@require_POST
def call(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    """Its owner gives a film of a lesson a name, or takes it away again."""
    found = access.lesson_film_in(request.user, code, film, Act.CHANGE)
    called = " ".join(request.POST.get("called", "").split())
    if len(called) > NAME_MOST:
        messages.error(
            request, _("A name has %(n)d letters at most. Say it in fewer words.") % {"n": NAME_MOST}
        )
    else:
        found.called = called
        found.save(update_fields=["called"])
        messages.success(request, _("It is called so from now on.") if called else _("It has its number."))
    return redirect("recordings:film", code=code)


@require_POST
def give_up(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand, found = opened(request, code, Act.DELETE)
    upload = Upload.objects.filter(recording=found, finished_at__isnull=True).select_related("by").first()
    if found is not None and upload is not None:
        upload.recording = found
        deleting.give_up(upload)
        messages.success(request, _("What had arrived is deleted. You can bring another film."))
    return redirect("recordings:film", code=strand.code)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand, found = opened(request, code, Act.DELETE)
    if found is None:
        return redirect("recordings:film", code=strand.code)
    if request.method == "POST":
        everything = request.POST.get("what") == "all"
        left = (
            deleting.delete_all(strand, request.user)
            if everything
            else deleting.delete_film(found, request.user)
        )
        if any(left.values()):
            messages.error(
                request, _("Not everything could be deleted. Tell the person who runs this server.")
            )
        else:
            messages.success(
                request,
                _("All films of this lesson are deleted.") if everything else _("The film is deleted."),
            )
        return redirect("recordings:film", code=strand.code)
    return render(request, "recordings/delete.html", page.shown(strand, request.user))
