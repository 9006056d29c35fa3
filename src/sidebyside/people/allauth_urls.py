"""The sign-in library's own names, for the few of its steps that are here. No sign-up, no mails, no other page."""

from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.people.views import second_factor, ways_in

_form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns: list[URLPattern] = [
    path("sign-in/", ways_in.sign_in, name="account_login"),
    path("sign-in/second/", _form(second_factor.SecondStep.as_view()), name="mfa_authenticate"),
    path("sign-in/passkey/", _form(second_factor.PasskeySignIn.as_view()), name="mfa_login_webauthn"),
    path("account/ways-in/", second_factor.ways_in, name="mfa_index"),
    path("account/ways-in/app/", _form(second_factor.AppOn.as_view()), name="mfa_activate_totp"),
    path("account/ways-in/app/off/", _form(second_factor.AppOff.as_view()), name="mfa_deactivate_totp"),
    path(
        "account/ways-in/codes/",
        require_safe(second_factor.RecoveryCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/ways-in/codes/new/",
        _form(second_factor.NewRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path("account/passkeys/new/", _form(second_factor.AddPasskey.as_view()), name="mfa_add_webauthn"),
]
