"""A right that is looked at again while bytes flow: a withdrawn share or an ended session ends the stream."""

import time
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from sidebyside.people.models import Person

LOOK_AGAIN_S = 3.0


class LetOut(Exception):
    """The right ended while bytes flowed."""


class SignedOut(LetOut):
    """Only the session ended: who signs in again may go on."""


class StillAllowed:
    """Call it between two pieces. ``may`` is asked with the person as they are then; it reads anew."""

    def __init__(self, request: HttpRequest, may: Callable[[Person], bool]) -> None:
        self._session_key = request.session.session_key
        self._may = may
        self._looked = time.monotonic()

    def __call__(self) -> None:
        """Raises LetOut, SignedOut."""
        now = time.monotonic()
        if now - self._looked < LOOK_AGAIN_S:
            return
        self._looked = now
        person = person_of_session(self._session_key)
        if person is None:
            raise SignedOut
        if not self._may(person):
            raise LetOut


def person_of_session(session_key: str | None) -> Person | None:
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, Person) else None
