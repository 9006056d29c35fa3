from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import EVERYBODY, Person, SchoolRole

# The code of the error of a password that is not the account's.
WRONG = "wrong"


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


class ColleagueForm(forms.Form):
    """One of ``people``, to be asked for something."""

    person = forms.ChoiceField(
        label=_("Colleague"),
        error_messages={
            "required": _("Choose somebody."),
            "invalid_choice": _("That person cannot be asked any more. Choose somebody else."),
        },
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.code): one for one in people}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose somebody")),
            *((code, one.name) for code, one in self._people.items()),
        ]

    def chosen(self) -> Person:
        return self._people[self.cleaned_data["person"]]


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("A password"),
        help_text=_("Ten characters or more. Three or four ordinary words are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class JoinForm(NewPasswordForm):
    name = forms.CharField(
        label=_("Your name, as colleagues know you"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ("name", "password")


class ComeBackForm(NewPasswordForm):
    """``lost_all`` is asked of everybody alike: the page does not tell who has a second factor."""

    lost_all = forms.BooleanField(
        label=_(
            "My older codes app, passkeys and other sign-ins are gone, too: take them all off my account"
        ),
        required=False,
    )


class LostForm(forms.Form):
    email = forms.EmailField(
        label=_("The e-mail you sign in with"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"))
    for_guest = forms.BooleanField(
        label=_("A coach from outside the staff"),
        required=False,
        help_text=_("For a specialist. They find their own block here, and nothing else of the school’s."),
    )


class NameForm(forms.Form):
    name = forms.CharField(label=_("Your name, as colleagues know you"), max_length=80)


class WithPassword(forms.Form):
    """Changes to an account ask for the password again: an open laptop must not be enough."""

    current = forms.CharField(
        label=_("Your password now"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        # Two of these stand on one page: their fields must not share an id.
        kwargs.setdefault("auto_id", f"{type(self).__name__}_%s")
        super().__init__(*args, **kwargs)

    def clean_current(self) -> str:
        if not self.person.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("That is not your password. Nothing was changed; try again."), WRONG)
        return str(self.cleaned_data["current"])


class ChangePasswordForm(WithPassword):
    password = forms.CharField(
        label=_("A new password"),
        help_text=_("Ten characters or more. Other devices are signed out."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return str(self.cleaned_data["password"])


class ChangeEmailForm(WithPassword):
    email = forms.EmailField(label=_("Your new e-mail"))


class SecondFactorRuleForm(forms.Form):
    """Whom the school asks for a second factor."""

    who = forms.MultipleChoiceField(
        label=_("Who must sign in with a second factor"),
        choices=[*SchoolRole.Role.choices, (EVERYBODY, _("everybody"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
