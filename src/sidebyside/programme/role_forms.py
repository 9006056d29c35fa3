"""Who answers for what, and whom a co-ordinator asks to co-ordinate."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import AnswersFor


class WhoAnswersForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what in AnswersFor.What:
            self.fields[what.value] = forms.CharField(label=what.label, max_length=80, required=False)


class AskRoleForm(forms.Form):
    person = forms.ChoiceField(
        label=_("Colleague"),
        error_messages={
            "required": _("Choose somebody."),
            "invalid_choice": _("That person cannot be asked any more. Choose somebody else."),
        },
    )
    how = forms.ChoiceField(
        label=_("What you ask for"),
        widget=forms.RadioSelect,
        choices=[
            ("join", _("To co-ordinate beside you")),
            ("over", _("To take over: you stop at the moment they say yes")),
        ],
        initial="join",
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
