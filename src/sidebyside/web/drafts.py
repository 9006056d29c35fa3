"""Tells the device that a draft has arrived, so that it stops keeping it (``static/web/draft-keeper.js``)."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import resolve_url

Answer = Callable[[HttpRequest], HttpResponse]
SLOT = re.compile(r"[0-9a-f]{32}")


def draft_taken(get_response: Answer) -> Answer:
    """A form that was taken is answered by a redirect to anywhere but the sign-in page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and isinstance(response, HttpResponseRedirectBase):
            slot = _slot(request)
            if slot and response.url.split("?")[0] != resolve_url(settings.LOGIN_URL):
                response.set_cookie(
                    "draft_taken", slot, max_age=60, samesite="Lax", secure=request.is_secure()
                )
        return response

    return middleware


def _slot(request: HttpRequest) -> str:
    # Reading a body that no view has read would be our doing, and an upload is no form.
    if not (request.content_type or "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        return ""
    slot = request.POST.get("draft", "") if hasattr(request, "_post") else ""
    return slot if SLOT.fullmatch(slot) else ""
