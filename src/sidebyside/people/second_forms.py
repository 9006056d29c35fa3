"""The forms of second factors: the library checks what was given, wrong tries are counted by ours."""

from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.people import second_factor, tries
from sidebyside.people.adapters import no_account_opened
from sidebyside.people.second_factor import FACTORS, of

FACTOR_RESTS = timedelta(days=1)

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "autocapitalize": "none"}


def rests() -> str:
    return _("Too many wrong codes in a row. To keep others out, this rests for a quarter of an hour.")


class CodeForm(AuthenticateForm):
    """A code of the app, or one of the recovery codes. Each works once."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={**_CODE, "autofocus": True}),
    )

    def clean_code(self) -> str:
        request = context.request
        if tries.second_step_rests(request, self.user):
            raise ValidationError(rests())
        try:
            code: str = super().clean_code()
            is_app = self.authenticator.type == Authenticator.Type.TOTP
            if is_app and not second_factor.use_up(self.authenticator, code):
                raise ValidationError(_("That code was used already. Wait for the next one, then try again."))
        except ValidationError:
            tries.second_step_failed(request, self.user)
            raise
        tries.second_step_passed(self.user)
        return code


def code_fits(person: Any, code: str) -> str:
    """Empty where this code of the person's app, or recovery code, is right; it is used up then, and a wrong one is
    counted. Else why not. It says nothing about whose session asks."""
    form = CodeForm(user=person, data={"code": code})
    return "" if form.is_valid() else str(form.errors["code"][0])


class FirstCodeForm(ActivateTOTPForm):
    code = forms.CharField(
        label=gettext_lazy("The code that the app shows"), max_length=20, widget=forms.TextInput(attrs=_CODE)
    )


class _Readable:
    """What a browser sends may be anything; what cannot be read opens nothing."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            raise ValidationError(no_account_opened()) from None


class PasskeySignInForm(_Readable, LoginWebAuthnForm):
    pass


class PasskeyStepForm(_Readable, AuthenticateWebAuthnForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    passwordless = None
    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        help_text=gettext_lazy("For example: my phone."),
        max_length=60,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            raise ValidationError(
                _("This device made no passkey that works here. Nothing was changed.")
            ) from None


class AgainForm(forms.Form):
    """One of the ways in which this person signs in, shown once more."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        strip=False,
        required=False,
    )
    code = forms.CharField(
        label=gettext_lazy("Or a code of your app"),
        max_length=20,
        widget=forms.TextInput(attrs=_CODE),
        required=False,
    )
    credential = forms.CharField(widget=forms.HiddenInput(), required=False)

    prefix = "again"

    def __init__(self, given: Any = None, *, person: Any, sorts: set[str]) -> None:
        self.person = person
        super().__init__(given)
        if not person.has_usable_password():
            del self.fields["password"]
        if Authenticator.Type.TOTP not in sorts:
            del self.fields["code"]
        if Authenticator.Type.WEBAUTHN not in sorts:
            del self.fields["credential"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("credential"):
            self._check(
                PasskeyStepForm(user=self.person, data={"credential": given["credential"]}), "credential"
            )
        elif given.get("code"):
            self._check(CodeForm(user=self.person, data={"code": given["code"]}), "code")
        elif not given.get("password") or not self.person.check_password(given["password"]):
            raise ValidationError(_("That is not your password. Try again."))
        return given

    def _check(self, form: Any, field: str) -> None:
        if not form.is_valid():
            raise ValidationError([str(words) for words in form.errors.get(field, [])])
        form.save()


class FactorForm(AgainForm):
    """A second factor and nothing else: for what a password alone must not do.

    A recovery code is none, and neither is one that was set up within FACTOR_RESTS: whoever has only the password
    could set one up, and the person is told by mail of each that is added.
    """

    def __init__(self, given: Any = None, *, person: Any, sorts: set[str]) -> None:
        super().__init__(given, person=person, sorts=sorts)
        self.fields.pop("password", None)
        if "code" in self.fields:
            self.fields["code"].label = _("A code of your app")
            # Where a passkey could be shown instead, either will do.
            self.fields["code"].required = "credential" not in self.fields
            self.fields["code"].error_messages["required"] = self._nothing_shown()

    @property
    def can_be_shown(self) -> bool:
        """Whether this person has any: else the page says where one is set up."""
        return bool(self.fields.keys() & {"code", "credential"})

    def clean(self) -> dict[str, Any]:
        if "code" in self.errors:
            return self.cleaned_data
        if not (self.cleaned_data.get("credential") or self.cleaned_data.get("code")):
            raise ValidationError(self._nothing_shown())
        return super().clean()

    @staticmethod
    def _nothing_shown() -> str:
        return _("Show your passkey, or type the code that your app shows now.")

    def _check(self, form: Any, field: str) -> None:
        super()._check(form, field)
        shown = form.authenticator if field == "code" else form.cleaned_data["credential"]
        if shown.type not in FACTORS:
            raise ValidationError(_("A recovery code does not count here. Use your app or your passkey."))
        if shown.created_at > timezone.now() - FACTOR_RESTS:
            raise ValidationError(
                _("This was added less than a day ago, and counts here a day after that. Nothing was opened.")
            )


def factor_form(person: Any, given: Any = None) -> FactorForm:
    return FactorForm(given, person=person, sorts={str(one.type) for one in of(person)})
