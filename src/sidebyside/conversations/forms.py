from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person

_RECORD = (("yes", _("Yes, record our talk")), ("no", _("No, do not record it")))


class WantsRecording(forms.Form):
    """Never chosen beforehand: each says it for themselves."""

    wants = forms.ChoiceField(
        label=_("Do you want your talk recorded?"),
        help_text=_("Only the sound, only for you two, and only if both say yes."),
        choices=_RECORD,
        widget=forms.RadioSelect,
    )

    @property
    def wants_recording(self) -> bool:
        return bool(self.cleaned_data["wants"] == "yes")


class JoinForm(WantsRecording):
    digits = forms.RegexField(
        r"^\s*(\d\s*){6}$",
        label=_("The six digits on the screen"),
        error_messages={"invalid": _("Type the six digits that the other screen shows.")},
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": "9",
                "autofocus": True,
            }
        ),
    )
    field_order = ("digits", "wants")


class BesideForm(WantsRecording):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off", "data-draft": "no"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "data-draft": "no"}),
    )
    code = forms.CharField(
        label=_("Code of their app"),
        help_text=_("Only where their sign-in asks for one."),
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "code", "inputmode": "numeric", "autocomplete": "off", "data-draft": "no"}
        ),
    )
    field_order = ("email", "password", "code", "wants")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the first partner's own choice: their fields must not share an id.
        kwargs.setdefault("auto_id", "beside_%s")
        super().__init__(*args, **kwargs)


class NoteForm(forms.Form):
    words = forms.CharField(
        label=_("A note for you two"), max_length=20_000, widget=forms.Textarea(attrs={"rows": "2"})
    )
    at_ms = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


def partner_signed_in(found: object, strand_people: list[Person], here: Person) -> Person | None:
    """The person who has signed in beside the first, if it is a partner of this talk and not the first again."""
    return found if isinstance(found, Person) and found in strand_people and found != here else None
