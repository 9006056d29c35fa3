"""Error pages beyond Django's own: which one a request that was not understood gets."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import bad_request

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    return too_much() if isinstance(exception, TOO_MUCH) else bad_request(request, exception)


def too_much() -> HttpResponse:
    """Rendered without the request: its body is not to be read for a token or a person."""
    return HttpResponse(render_to_string("413.html"), status=413)
