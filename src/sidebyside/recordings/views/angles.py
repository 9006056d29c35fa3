"""Further films and sounds of the same lesson: bring one as a file, share it, take it back, delete it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.standing import coaches_there
from sidebyside.recordings import access, deleting, jobs, page, sharing
from sidebyside.recordings.words import why_not_shared
from sidebyside.trust.policy import Act


@require_safe
def second(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Bring another film of this lesson, from a camera that stood somewhere else."""
    strand = access.strand_for_film(request.user, code, Act.CHANGE)
    return render(request, "recordings/second.html", page.bringing_another(strand))


@require_POST
def share_angle(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    angle = access.angle_in(request.user, code, film, Act.SHARE)
    try:
        sharing.share(angle, request.user, whole=True)
    except sharing.CannotShare as first:
        messages.warning(request, why_not_shared(first.why))
    else:
        names = ", ".join(coach.name for coach in coaches_there(angle.strand))
        messages.success(request, _("%(names)s can watch this one too now.") % {"names": names})
    return redirect("recordings:film", code=code)


@require_POST
def withdraw_angle(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    if sharing.withdraw(access.angle_in(request.user, code, film, Act.SHARE), request.user):
        messages.success(request, _("Taken back. From now on only you can watch it."))
    return redirect("recordings:film", code=code)


@require_POST
def try_angle_again(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    jobs.try_again(access.angle_in(request.user, code, film, Act.CHANGE))
    return redirect("recordings:film", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_angle(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    angle = access.angle_in(request.user, code, film, Act.DELETE)
    if request.method != "POST":
        return render(
            request, "recordings/delete.html", {"strand": angle.strand, "angle": angle, "corner": ""}
        )
    if any(deleting.delete_film(angle, request.user).values()):
        messages.error(request, _("Not everything could be deleted. Tell the person who runs this server."))
    else:
        messages.success(request, _("It is deleted. The other films of this lesson are untouched."))
    return redirect("recordings:film", code=code)
