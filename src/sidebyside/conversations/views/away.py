"""The reading and the codes taken away: to print, as data, as a table."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from sidebyside.conversations.codes.access import coded_strand
from sidebyside.conversations.reading import takeaway
from sidebyside.conversations.reading.page import reading_page
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act


@require_safe
def away(request: PersonRequest, code: uuid.UUID, kind: str) -> HttpResponse:
    page = reading_page(request.user, coded_strand(request.user, code, Act.SHARE))
    if kind not in takeaway.TYPES:
        doors.nothing_here()
    if page.talk is None:
        # There is nothing to take away yet; the page says why.
        return redirect("conversations:reading", code)
    body = takeaway.as_file(page, kind)
    audit.did("took away", "reading", page.talk.transcript.code, request.user.code, file=kind)
    response = HttpResponse(body, content_type=takeaway.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{takeaway.NAME}.{kind}"'
    return response
