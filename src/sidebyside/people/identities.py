"""What is done with an identity that a school's own sign-in vouches for: linked from a signed-in session, or signed in
with where it was linked before. Never by an address, a name or a co-ordinator."""

import hashlib
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from sidebyside.people import mail, sessions
from sidebyside.people.adapters import no_account_opened
from sidebyside.people.models import Person
from sidebyside.trust import audit

NONCE = "nonce"
LINK, SIGN_IN = "link", "sign in"
ENDING = "ends_elsewhere"


def offered() -> list[tuple[str, str]]:
    """Keys and names of the sign-ins that the operator has set."""
    return [(key, told["name"]) for key, told in settings.SIDEBYSIDE["SIGN_ON"].items()]


def name_of(key: str) -> str:
    told = settings.SIDEBYSIDE["SIGN_ON"].get(key)
    return told["name"] if told else key


def uid_of(issuer: str, subject: str) -> str:
    """Who it is, as it is kept: with the issuer, because a subject says nothing without; hashed, because we need to
    know it again and not to read it."""
    return hashlib.sha256(f"{len(issuer)}:{issuer}{subject}".encode()).hexdigest()


def of(person: Person) -> list[SocialAccount]:
    return list(SocialAccount.objects.filter(user_id=person.pk).order_by("date_joined", "pk"))


def wipe(person: Person, since: datetime | None = None) -> None:
    rows = SocialAccount.objects.filter(user_id=person.pk)
    (rows if since is None else rows.filter(date_joined__gte=since)).delete()


def unlink(person: Person, key: str) -> bool:
    gone, _rows = SocialAccount.objects.filter(user_id=person.pk, provider=key).delete()
    if gone:
        audit.did("unlinked sign-in", "account", person.code, person.code)
        _tell(person, _("The sign-in with %(name)s was taken away") % {"name": name_of(key)})
    return bool(gone)


class Identities(DefaultSocialAccountAdapter):
    """Takes over where the library has an identity in hand: none of its own ways to an account is reached."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(taken_in(request, sociallogin))

    def get_requests_session(self) -> Any:
        """The provider is asked at the addresses that it names, and is not followed to others."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_more: Any) -> None:
        raise ImmediateHttpResponse(refused(request))


def refused(request: HttpRequest) -> HttpResponse:
    """One answer to everything that does not hold, so that trying tells nothing."""
    messages.error(request, no_account_opened())
    return redirect("mfa_index" if request.user.is_authenticated else "people:sign-in")


def taken_in(request: HttpRequest, found: SocialLogin) -> HttpResponse:
    asked = found.state.get(NONCE, "")
    if not asked or not constant_time_compare(asked, str(found.nonce)):
        return refused(request)
    if found.state.get("process") == LINK:
        return _link(request, found)
    return _sign_in(request, found)


def _link(request: HttpRequest, found: SocialLogin) -> HttpResponse:
    """Only into the account whose session asked for it, a moment after that session showed who it is."""
    person = request.user
    if (
        not isinstance(person, Person)
        or person.pk != found.state.get("person")
        or not sessions.is_recent(request)
    ):
        return refused(request)
    name = name_of(found.account.provider)
    if found.user is not None:
        if found.user.pk != person.pk:
            messages.error(request, _("That sign-in belongs to another account here. Nothing was changed."))
        return redirect("mfa_index")
    try:
        with transaction.atomic():
            # One for each provider: linking another takes the place of none in silence.
            if SocialAccount.objects.filter(user_id=person.pk, provider=found.account.provider).exists():
                messages.error(
                    request, _("Take away the %(name)s sign-in that is linked first.") % {"name": name}
                )
                return redirect("mfa_index")
            found.account.user = person
            found.account.save()
            audit.did("linked sign-in", "account", person.code, person.code)
    except IntegrityError:
        return refused(request)
    _tell(person, _("Signing in with %(name)s was added") % {"name": name})
    messages.success(request, _("From now on you can sign in with %(name)s.") % {"name": name})
    return redirect("mfa_index")


def _sign_in(request: HttpRequest, found: SocialLogin) -> HttpResponse:
    if request.user.is_authenticated:
        # Whoever is signed in stays who they are.
        return redirect("home")
    if found.user is None:
        return refused(request)
    request.session[ENDING] = {"person": found.user.pk, "at": found.ending}
    request.session[sessions.FROM_ELSEWHERE] = found.user.pk
    answer: HttpResponse = perform_login(
        request, Login(user=found.user, redirect_url=found.state.get("next"))
    )
    return answer


def ends_elsewhere(request: HttpRequest) -> str:
    """The address that ends this session at the provider it was begun with; empty where there is none."""
    told = request.session.get(ENDING) or {}
    return str(told.get("at", "")) if told.get("person") == request.user.pk else ""


def _tell(person: Person, sentence: str) -> None:
    mail.aside(lambda: mail.send_ways_in_changed(person, sentence))
