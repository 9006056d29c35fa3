"""Headers that every answer carries, the school's own clock, and the way back after signing in."""

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone

from sidebyside.web.errors import too_much

Answer = Callable[[HttpRequest], HttpResponse]


# Where a browser may open the camera or the microphone; on every other page it must refuse, whatever runs there.
FILMED_ON = {"recordings:record", "offline-film"}
RECORDED_ON = {"room:meet"}
_NEVER = "geolocation=(), display-capture=(), usb=(), serial=(), bluetooth=(), hid=(), midi=(), payment=()"

# What one request may bring outside the uploads of films, which count for themselves.
LARGEST_BODY = 4 * 1024 * 1024
# A film that a phone shares while no service worker stands before the server: nothing of it is read.
ANY_LENGTH = ("/upload/", "/take-in/")


def permissions(page: str) -> str:
    """What the browser is told that the page named ``page`` may use."""
    camera = "(self)" if page in FILMED_ON else "()"
    microphone = "(self)" if page in FILMED_ON | RECORDED_ON else "()"
    return f"camera={camera}, microphone={microphone}, {_NEVER}"


def body_limit(get_response: Answer) -> Answer:
    """Refuses by the length that is said, before a byte is read. The front lets nothing through that says none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not request.path.startswith(ANY_LENGTH) and not (length.isdigit() and int(length) <= LARGEST_BODY):
            return too_much()
        return get_response(request)

    return middleware


def quiet_headers(get_response: Answer) -> Answer:
    """Pages are never kept by a cache or a shared computer, and shown on no other site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        found = request.resolver_match
        response.headers.setdefault("Permissions-Policy", permissions(found.view_name if found else ""))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def school_time(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(zoneinfo.ZoneInfo(request.user.school.zone)):
                return get_response(request)
        return get_response(request)

    return middleware


class SignInFirst(LoginRequiredMiddleware):
    """After signing in, a form that was sent leads back to the page it stood on, with what was typed there: the
    address that takes the form has nothing to show."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.META.get("HTTP_REFERER", ""))
        stood_on = page.path if page.netloc == request.get_host() and page.path.startswith("/") else "/"
        return redirect_to_login(stood_on, resolve_url(self.get_login_url(view_func)))
