"""Whom a co-ordinator asks to be their school's link."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person


class LinkForm(forms.Form):
    person = forms.ChoiceField(
        label=_("Colleague"),
        help_text=_("You can name yourself."),
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
