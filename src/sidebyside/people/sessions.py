"""Where a person is signed in, for that person to see and to end.

No network address is kept, and nothing is written while somebody only reads: a row is made at sign-in and ends with it.
"""

import logging
import re
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from sidebyside.people import second_factor
from sidebyside.people.models import Person, SignedIn

log = logging.getLogger(__name__)

SIGNED_IN_AT = "signed_in_at"
# Who is coming in by the school's own sign-in: it may let somebody through without asking, as long as they are
# signed in there. So this alone says nothing about who sits here now.
FROM_ELSEWHERE = "from_elsewhere"
# How long a sign-in counts as recent, for what must not be done at a laptop that somebody left open.
RECENT_S = 15 * 60

_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Chromebook", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh"),
    ("Linux", r"Linux"),
)
_BROWSERS = (
    ("Edge", r"Edg"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrom|CriOS"),
    ("Safari", r"Safari"),
)


def watch() -> None:
    user_logged_in.connect(_begun, dispatch_uid="people.sessions.begun")
    user_logged_out.connect(_over, dispatch_uid="people.sessions.over")


def _begun(sender: object, request: HttpRequest, user: Person, **_more: Any) -> None:
    is_vouched_for = request.session.pop(FROM_ELSEWHERE, None) == user.pk
    if not is_vouched_for or second_factor.was_passed(request, user):
        proved(request)
    log.info("Signed in: %s, by %s.", user.code, _how(request, user, is_vouched_for))
    # From now on, not from the last change inside it: what a session is used for never makes it longer.
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    old = request.session.session_key
    if old and SignedIn.objects.filter(session_key=old).exists():
        # The same person once more, in a session that goes on: Django would keep its key.
        request.session.cycle_key()
        moved(user, old, request.session.session_key)
    if not request.session.session_key:
        request.session.save()
    _purge(user)
    SignedIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "person": user,
            "device": device_of(request.META.get("HTTP_USER_AGENT", "")),
            "began_at": timezone.now(),
        },
    )


def _how(request: HttpRequest, user: Person, is_vouched_for: bool) -> str:
    first = "the school's sign-in" if is_vouched_for else "an own way in"
    return f"{first}, with a second factor" if second_factor.was_passed(request, user) else first


def _over(sender: object, request: HttpRequest, user: Person | None, **_more: Any) -> None:
    SignedIn.objects.filter(session_key=request.session.session_key).delete()
    if user is not None:
        log.info("Signed out: %s.", user.code)


def proved(request: HttpRequest) -> None:
    """Somebody has shown just now who they are."""
    request.session[SIGNED_IN_AT] = time.time()


def is_recent(request: HttpRequest) -> bool:
    at: float = request.session.get(SIGNED_IN_AT, 0)
    return 0 <= time.time() - at < RECENT_S


def device_of(agent: str) -> str:
    """Enough to know one's own device by: "Firefox, Windows"; never more than that. Empty where it says neither."""
    found = [
        next((name for name, sign in kinds if re.search(sign, agent)), "") for kinds in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name)


def of(person: Person) -> list[SignedIn]:
    _purge(person)
    return list(person.signed_in.order_by("-began_at", "-pk"))


def _purge(person: Person) -> None:
    alive = Session.objects.filter(
        session_key__in=person.signed_in.values("session_key"), expire_date__gt=timezone.now()
    )
    person.signed_in.exclude(session_key__in=alive.values("session_key")).delete()


def end(rows: Iterable[SignedIn]) -> None:
    keys = [row.session_key for row in rows]
    Session.objects.filter(session_key__in=keys).delete()
    SignedIn.objects.filter(session_key__in=keys).delete()


def end_all(person: Person, but: str | None = None) -> None:
    """Sign the person out everywhere, except in the session with the key ``but``."""
    end(person.signed_in.exclude(session_key=but or ""))


def moved(person: Person, old: str | None, new: str | None) -> None:
    """A session goes on under another key, as it does when its person changes the password."""
    person.signed_in.filter(session_key=old or "").update(session_key=new or "")
