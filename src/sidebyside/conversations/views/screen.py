"""Takes in what the player did while two talk."""

import json
import uuid

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from sidebyside.conversations import screen as kept
from sidebyside.conversations.access import talk_of
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.policy import Act

LONGEST_BODY = 128 * 1024


@require_POST
def screen(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """``{"events": [{code, screen, film, deed, at_ms, film_ms, rate_percent}]}``, at most 200.

    200 when taken, 400 for what is no report, 409 when it comes too late: in all three cases it is not sent again.
    """
    talk = talk_of(request.user, code, Act.CHANGE)
    try:
        told = json.loads(request.body) if len(request.body) <= LONGEST_BODY else None
        reports = kept.read_reports(told)
    except ValueError:
        return HttpResponse(status=400)
    if not kept.is_taken(talk):
        return HttpResponse(status=409)
    return JsonResponse({"kept": kept.keep(talk, reports)})
