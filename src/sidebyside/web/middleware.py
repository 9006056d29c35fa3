"""Headers that every answer carries, the school's own clock, and what signing in and doing great things asks for."""

import logging
import re
import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people import second_factor
from sidebyside.people.again import ask_again
from sidebyside.web.asks_again import ASKS_AGAIN
from sidebyside.web.errors import too_much
from sidebyside.web.little_files import LARGER

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


# Where a browser may open the camera or the microphone; on every other page it must refuse, whatever runs there.
FILMED_ON = {"recordings:record", "offline-film"}
RECORDED_ON = {"room:meet"}
# Only while a recorder stands on it: a form that is answered without names has none.
SPOKEN_ON = {"reflection:diary", "reflection:diary-entry", "instruments:sheet", "instruments:interview"}
_NEVER = "geolocation=(), display-capture=(), usb=(), serial=(), hid=(), midi=(), payment=()"

# What one request may bring outside the uploads of films, which count for themselves.
LARGEST_BODY = 4 * 1024 * 1024
# A film that a phone shares while no service worker stands before the server: nothing of it is read.
ANY_LENGTH = ("/upload/", "/take-in/")


# Two hours of talk as a Word document, a phone's picture, a worksheet. Twice as much is read past, so that the page
# itself can say what is too large.
BRINGS_MORE = {
    "conversations:bring": re.compile(r"/cycle/[0-9a-f-]{36}/talk/written/bring/"),
    "events:poster": re.compile(r"/events/[0-9a-f-]{36}/poster/"),
    "shelf:shelf": re.compile(r"/pair/[0-9a-f-]{36}/shelf/([0-9a-f-]{36}/)?"),
}


def largest(path: str) -> int:
    """How many bytes a request to this path may say that it brings."""
    return next((2 * LARGER[name] for name, at in BRINGS_MORE.items() if at.fullmatch(path)), LARGEST_BODY)


def permissions(page: str, *, takes_voice: bool = False) -> str:
    """What the browser is told that the page named ``page`` may use; ``takes_voice``: a voice note's recorder is on
    it."""
    camera = "(self)" if page in FILMED_ON else "()"
    may_hear = page in FILMED_ON | RECORDED_ON or (takes_voice and page in SPOKEN_ON)
    microphone = "(self)" if may_hear else "()"
    return f"camera={camera}, microphone={microphone}, {_NEVER}"


def body_limit(get_response: Answer) -> Answer:
    """Refuses by the length that is said, before a byte is read. The front lets nothing through that says none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not request.path.startswith(ANY_LENGTH) and not (
            length.isdigit() and int(length) <= largest(request.path)
        ):
            return too_much()
        return get_response(request)

    return middleware


def quiet_headers(get_response: Answer) -> Answer:
    """Pages are never kept by a cache or a shared computer, and shown on no other site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        takes_voice = getattr(request, "takes_voice", False)
        response.headers.setdefault(
            "Permissions-Policy", permissions(_route(request), takes_voice=takes_voice)
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def refusals_noted(get_response: Answer) -> Answer:
    """Who was refused what: the person's code and the name of the address, nothing of what stands in it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in {403, 404} and request.user.is_authenticated:
            log.info("Refused %s %s to %s.", request.method, _route(request) or "nothing", request.user.code)
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


class _Before:
    """A middleware that only looks at which view was found."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SecondFactorFirst(_Before):
    """Where the school asks this person for a second factor, nothing else opens until the session has one."""

    # The ways in, and what is the same for everybody. Films and uploads, which refuse a stranger in their own way, are
    # not among them.
    ALWAYS_OPEN = {
        *(
            "people:sign-in",
            "people:sign-out",
            "people:join",
            "people:lost",
            "people:come-back",
            "people:stop",
        ),
        *("people:sign-in-with", "people:from-elsewhere", "people:from-saml", "people:saml-metadata"),
        *("account_login", "mfa_authenticate", "mfa_login_webauthn"),
        *("manifest", "service-worker", "offline", "offline-film"),
        "people:who-could-look",
    }
    # Where one is set up, by whoever has none: else a session without the factor would add one of its own.
    SETS_UP = {
        "people:remove-passkey",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_add_webauthn",
    }

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> HttpResponse | None:
        route = _route(request)
        if not request.user.is_authenticated or route in self.ALWAYS_OPEN:
            return None
        if not second_factor.is_missing(request, request.user):
            return None
        if not second_factor.has_one(request.user):
            return None if route in self.SETS_UP else redirect("mfa_index")
        # It was begun before there was one, or without it: the sign-in asks for it.
        logout(request)
        messages.info(request, _("Your school asks you for a second factor. Sign in again, with yours."))
        return redirect("people:sign-in")


class AskAgain(_Before):
    """Before a share, an export, a deletion or another way in: a recent sign-in, of any sort."""

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.method not in ASKS_AGAIN.get(_route(request), ()):
            return None
        return ask_again(request)  # type: ignore[arg-type]


def _route(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
