"""How often one person, or one network address, may ask for what can be abused or is dear.

A whole school often comes from one address, so limits on addresses are wide; the narrow ones are on persons and on
the address that was typed. A refusal is decided before the view looks anything up, so it tells nothing about it.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sidebyside.web.models import Tally

Answer = Callable[[HttpRequest], HttpResponse]
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """``person``, ``address`` and ``typed`` are how many requests in ``minutes``; 0 is no limit.

    ``typed`` counts by the e-mail that came in the form. ``only_failed`` leaves out what led on to another page.
    """

    minutes: int
    person: int = 0
    address: int = 0
    typed: int = 0
    methods: frozenset[str] = frozenset({"POST"})
    only_failed: bool = False


READS = frozenset({"GET"})
LIMITS: dict[str, Limit] = {
    # Tries for one account from one address are counted by axes, eight in a quarter of an hour.
    "people:sign-in": Limit(15, address=100, only_failed=True),
    "people:sign-in-with": Limit(15, address=400),
    # Codes are counted by account as well, eight in a quarter of an hour.
    "mfa_authenticate": Limit(15, address=100, only_failed=True),
    # Asking for a passkey keeps a little for whoever asks.
    "mfa_login_webauthn": Limit(15, address=800, methods=READS | {"POST"}),
    "mfa_activate_totp": Limit(60, person=30),
    "mfa_add_webauthn": Limit(60, person=30),
    "mfa_generate_recovery_codes": Limit(60, person=30),
    "people:link": Limit(60, person=30),
    "people:lost": Limit(60, address=30, typed=5),
    "people:join": Limit(60, address=400),
    "people:come-back": Limit(60, address=60),
    "people:stop": Limit(60, address=60),
    "people:change-email": Limit(60, person=6),
    "people:change-password": Limit(60, person=20),
    "people:invite": Limit(60, person=150),
    # Wide, because a no must always find its way, from a parents' evening too.
    "consent:agree": Limit(60, address=1000),
    "consent:agree-held": Limit(60, address=1000),
    "consent:links": Limit(60, person=150),
    "conversations:join": Limit(15, person=30),
    # Dear: hours of a processor, or much memory.
    "recordings:uploads": Limit(60, person=300),
    "recordings:look-for-faces": Limit(60, person=20),
    "recordings:make-blurred": Limit(60, person=20),
    "recordings:try-again": Limit(60, person=20),
    "recordings:try-angle-again": Limit(60, person=20),
    "recordings:cut-again": Limit(60, person=20),
    # A mail goes to a colleague each time.
    "recordings:ask-second-look": Limit(60, person=20),
    "instruments:ask-interview": Limit(60, person=20),
    "voice:take": Limit(60, person=120),
    "voice:written": Limit(60, person=60),
    "events:poster": Limit(60, person=120),
    "events:sheets": Limit(60, person=60, methods=READS),
    "shelf:shelf": Limit(60, person=200),
    "shelf:item": Limit(60, person=200),
    "shelf:file": Limit(60, person=300, methods=READS),
    "conversations:write-down": Limit(60, person=20),
    "conversations:write-again": Limit(60, person=20),
    "conversations:bring": Limit(60, person=30),
    "conversations:suggest-again": Limit(60, person=20),
    "conversations:file": Limit(60, person=120, methods=READS),
    "conversations:reading-away": Limit(60, person=60, methods=READS),
    "consent:list": Limit(60, person=60),
    "leave-for-good": Limit(60, person=20),
    "take-away": Limit(60, person=6, methods=READS),
    "law:paper-away": Limit(60, person=60, methods=READS),
    "programme:calendar": Limit(60, address=2000, methods=READS),
}


class Limits:
    """Answers 429 with the time to wait, and changes nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        limit = _limit_of(request)
        if limit is not None and limit.only_failed and 200 <= response.status_code < 300:
            for key, _most in _counted(request, limit):
                _count(_name(request), key, limit)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        limit = _limit_of(request)
        if limit is None:
            return None
        for key, most in _counted(request, limit):
            if limit.only_failed:
                is_over = _so_far(_name(request), key, limit) >= most
            else:
                is_over = _count(_name(request), key, limit) > most
            if is_over:
                return too_often(request, limit.minutes)
        return None


def too_often(request: HttpRequest, minutes: int) -> HttpResponse:
    left = _window(minutes) + timedelta(minutes=minutes) - timezone.now()
    wait = max(1, int(left.total_seconds()))
    shown = {"minutes": -(-wait // 60)}
    response = render(request, "429.html", shown, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _limit_of(request: HttpRequest) -> Limit | None:
    limit = LIMITS.get(_name(request)) if settings.SIDEBYSIDE["LIMITS"] else None
    return limit if limit is not None and request.method in limit.methods else None


def _counted(request: HttpRequest, limit: Limit) -> Iterator[tuple[str, int]]:
    if limit.person and request.user.is_authenticated:
        yield _hashed("person", str(request.user.pk)), limit.person
    if limit.address:
        yield _hashed("address", request.META.get("REMOTE_ADDR", "")), limit.address
    if limit.typed:
        yield _hashed("typed", request.POST.get("email", "").strip().lower()), limit.typed


def _hashed(sort: str, value: str) -> str:
    """Keyed, because addresses are few enough to be tried one by one."""
    key = f"limits:{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{sort}:{value}".encode(), hashlib.sha256).hexdigest()[:32]


def _window(minutes: int) -> datetime:
    seconds = minutes * 60
    return datetime.fromtimestamp(timezone.now().timestamp() // seconds * seconds, UTC)


def _so_far(what: str, who: str, limit: Limit) -> int:
    found = Tally.objects.filter(what=what, who=who, began_at=_window(limit.minutes)).first()
    return found.count if found else 0


def _count(what: str, who: str, limit: Limit) -> int:
    """One more; how many that makes in this stretch. Two at once are both counted."""
    began = _window(limit.minutes)
    mine = Tally.objects.filter(what=what, who=who, began_at=began)
    if not mine.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Tally.objects.create(what=what, who=who, began_at=began, count=1)
        except IntegrityError:
            mine.update(count=F("count") + 1)
        Tally.objects.filter(began_at__lt=began - FORGOTTEN_AFTER).delete()
    return mine.values_list("count", flat=True).get()
