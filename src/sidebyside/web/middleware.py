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

Answer = Callable[[HttpRequest], HttpResponse]


def quiet_headers(get_response: Answer) -> Answer:
    """Pages are never kept by a cache or a shared computer; camera and microphone only for ourselves."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
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
