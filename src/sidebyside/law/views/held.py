"""What is held about the person who asks: a page, and all of it in one file."""

from django.http import StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.law import held as holding
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings.live import StillAllowed
from sidebyside.trust import audit
from sidebyside.trust.words import Circle, what_deleted_means, who_can_see


@require_safe
def held(request: PersonRequest) -> HttpResponse:
    shown = {
        "films": len(holding.films_of(request.user)),
        "held": request.user.is_held,
        "deleted": what_deleted_means(),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "law/held.html", shown)


@require_safe
def everything(request: PersonRequest) -> HttpResponseBase:
    """In the films process, because it lasts as long as the films are large."""
    person, was_held = request.user, request.user.is_held
    still_allowed = StillAllowed(request, lambda now: now.pk == person.pk and now.is_held == was_held)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        audit.did("took away", "everything", person.code, person.code)
        response = StreamingHttpResponse(holding.archive(person, still_allowed))
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = 'attachment; filename="sidebyside-mine.zip"'
    return response
