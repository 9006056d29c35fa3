"""The picture as a file, with the layer that is chosen on the page."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sidebyside.change import away as files
from sidebyside.change.access import chart_for
from sidebyside.change.views.page import Shown
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors


@require_safe
def away(request: PersonRequest, code: uuid.UUID, kind: str) -> HttpResponse:
    chart = chart_for(request.user, code)
    if kind not in files.TYPES:
        doors.nothing_here()
    shown = Shown(request.user, chart, request.GET.get("layer", ""))
    labels = shown.labels
    if kind == "svg":
        body = files.as_svg(shown.whole.chart, labels, shown.layer)
    else:
        body = files.as_pdf(shown.whole.chart, labels, shown.layer, shown.know, shown.whose)
    response = HttpResponse(body, content_type=files.TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{files.NAME}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
