"""What the sign-in library asks of us. Its own sign-up, mails, messages and pages are closed: see docs/adr/0020."""

import base64
import io
import secrets
from typing import Any
from zoneinfo import ZoneInfo

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.people import second_factor, sessions
from sidebyside.people.models import Person
from sidebyside.trust import keystore

BACKEND = "sidebyside.people.backends.EmailBackend"
_KEY = "second-factors"
_BOUND = b"people.second-factor"
_NONCE_BYTES = 12


class Accounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, *_template: Any, message: str | None = None, **_m: Any
    ) -> None:
        """Ours only: every page says by itself what happened."""
        if message:
            messages.add_message(request, level, message)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        # As for a passkey that nobody has: whether an account was closed is its owner's to know.
        messages.error(request, no_account_opened())
        return redirect("people:sign-in")

    def pre_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse | None:
        """By whichever way somebody comes in."""
        refused: HttpResponse | None = super().pre_login(request, user, **more)
        if refused:
            return refused
        second_factor.open_where_over(user)
        until = second_factor.shut_until(user)
        if until is None:
            return None
        clear_login(request)
        with timezone.override(ZoneInfo(user.school.zone)):
            return render(request, "people/opens_later.html", {"until": until})

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")

    def login(self, request: HttpRequest, user: Person) -> None:
        login(request, user, backend=BACKEND)

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        return not sessions.is_recent(context.request)

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, str]]:
        """``web.middleware.AskAgain`` asks before it comes to this."""
        return [{"id": "again", "description": "", "url": reverse("people:account")}]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise AssertionError("Mails are written in people/mail.py.")


def no_account_opened() -> str:
    return _("That did not open an account here. Try again, or use your e-mail and password.")


class SecondFactors(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "That code is not right, or was used already. Wait for the next one, then try again."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "Your school asks you for a second factor, and this is the only one. Set up another first."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a codes app or a passkey first."),
    }

    def get_totp_issuer(self) -> str:
        return "Sidebyside"

    def _get_site_name(self) -> str:
        return "Sidebyside"

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
        return out.getvalue().decode()

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(keystore.key_made_on_first_use(_KEY)).encrypt(nonce, text.encode(), _BOUND)
        return base64.b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        raw = base64.b64decode(encrypted_text)
        return AESGCM(keystore.key(_KEY)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _BOUND).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = authenticator.user
        others = [one for one in second_factor.of(person) if one.pk != authenticator.pk]
        return any(one.type in second_factor.FACTORS for one in others) or not second_factor.is_asked_of(
            person
        )

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        return sessions.device_of(context.request.META.get("HTTP_USER_AGENT", "")) or _("A passkey")
