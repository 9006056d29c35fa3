"""Second factors and passkeys: the library's steps on our pages."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people import identities, second_factor
from sidebyside.people.adapters import SecondFactors
from sidebyside.people.requests import PersonRequest
from sidebyside.people.second_forms import (
    AddPasskeyForm,
    CodeForm,
    FirstCodeForm,
    PasskeySignInForm,
    PasskeyStepForm,
)
from sidebyside.trust import doors

Sort = Authenticator.Type


@require_safe
def ways_in(request: PersonRequest) -> HttpResponse:
    """What this person signs in with, and what they could add."""
    found = second_factor.of(request.user)
    shown = {
        "app": next((one for one in found if one.type == Sort.TOTP), None),
        "passkeys": [
            {"key": one.pk, "name": one.wrap().name, "since": one.created_at, "used": one.last_used_at}
            for one in found
            if one.type == Sort.WEBAUTHN
        ],
        "codes_left": next(
            (len(one.wrap().get_unused_codes()) for one in found if one.type == Sort.RECOVERY_CODES), None
        ),
        "others": _others(request),
        "missing": second_factor.is_missing(request, request.user),
    }
    return render(request, "people/second_factor.html", shown)


def _others(request: PersonRequest) -> list[dict[str, Any]]:
    """The school's own sign-ins: those that are offered, and any that is linked and offered no more."""
    linked = {one.provider: one for one in identities.of(request.user)}
    keys = dict.fromkeys([*(key for key, _name in identities.offered()), *linked])
    names = dict(identities.offered())
    return [{"key": key, "name": names.get(key, key), "linked": linked.get(key)} for key in keys]


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SecondStep(AuthenticateView):
    """After the password: a code, or a passkey."""

    template_name = "people/second_step.html"
    form_class = CodeForm
    webauthn_form_class = PasskeyStepForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        sorts = {one.type for one in second_factor.of(self.stage.login.user)}
        return shown | {"has_app": Sort.TOTP in sorts, "has_passkey": Sort.WEBAUTHN in sorts}


@method_decorator(login_not_required, name="dispatch")
class PasskeySignIn(LoginWebAuthnView):
    """A passkey alone signs in: it is something one has, opened by something one is or knows."""

    form_class = PasskeySignInForm


class AppOn(ActivateTOTPView):
    template_name = "people/app_on.html"
    form_class = FirstCodeForm

    def form_valid(self, form: FirstCodeForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # Whoever has just shown that they hold it need not show it again in this session.
        second_factor.passed(self.request, self.request.user)
        return answer


class AppOff(DeactivateTOTPView):
    template_name = "people/app_off.html"


class RecoveryCodes(ViewRecoveryCodesView):
    template_name = "people/recovery_codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):
    template_name = "people/recovery_codes_new.html"


class AddPasskey(AddWebAuthnView):
    template_name = "people/passkey_add.html"
    form_class = AddPasskeyForm

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        second_factor.passed(self.request, self.request.user)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        # Each can sign in by itself, so each is kept on the device and asks for a finger, a face or a number.
        return shown | {"options": auth.begin_registration(self.request.user, True)}


@require_POST
def remove_passkey(request: PersonRequest) -> HttpResponse:
    key = request.POST.get("key", "")
    found = next(
        (one for one in second_factor.of(request.user) if one.type == Sort.WEBAUTHN and str(one.pk) == key),
        None,
    )
    if found is None:
        doors.nothing_here()
    adapter = SecondFactors()
    if not adapter.can_delete_authenticator(found):
        messages.error(request, str(adapter.error_messages["cannot_delete_authenticator"]))
    else:
        flows.remove_authenticator(request, found)
        messages.success(request, _("That passkey no longer opens your account."))
    return redirect(reverse("mfa_index"))
