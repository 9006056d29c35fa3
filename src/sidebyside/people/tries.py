"""Wrong tries, counted: at an open laptop in its session, at the second step of signing in by account."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessBase
from axes.utils import reset
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from sidebyside.people.models import Person

MOST_WRONG_TRIES = 8
_WRONG_TRIES = "wrong_passwords"
_SECOND = "second step: "


def right(request: HttpRequest) -> None:
    request.session.pop(_WRONG_TRIES, None)


def wrong(request: HttpRequest) -> bool:
    """Count one more in this session; true when it was the last that is borne."""
    tries: int = request.session.get(_WRONG_TRIES, 0) + 1
    request.session[_WRONG_TRIES] = tries
    return tries >= MOST_WRONG_TRIES


def counted_by(request_or_attempt: HttpRequest | AccessBase, credentials: dict[str, Any] | None) -> list[Any]:
    """By address and name, so that nobody locks a colleague out. Codes are few and who tries them has the password
    already, so that they are counted by account alone: many addresses give no more tries."""
    name = (credentials or {}).get("email") or getattr(request_or_attempt, "username", "") or ""
    return ["username"] if str(name).startswith(_SECOND) else [["username", "ip_address"]]


def second_step_rests(request: HttpRequest, person: Person) -> bool:
    return not AxesProxyHandler.is_allowed(request, _credentials(person))


def second_step_failed(request: HttpRequest, person: Person) -> None:
    user_login_failed.send(sender=__name__, credentials=_credentials(person), request=request)


def second_step_passed(person: Person) -> None:
    reset(username=_credentials(person)["email"])


def _credentials(person: Person) -> dict[str, str]:
    return {"email": f"{_SECOND}{person.code}"}
