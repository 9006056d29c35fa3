"""Who answers for what, and whom a co-ordinator asks to co-ordinate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidebyside.people.forms import ColleagueForm
from sidebyside.programme.models import AnswersFor


class WhoAnswersForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what in AnswersFor.What:
            self.fields[what.value] = forms.CharField(label=what.label, max_length=80, required=False)


class AskRoleForm(ColleagueForm):
    how = forms.ChoiceField(
        label=_("What you ask for"),
        widget=forms.RadioSelect,
        choices=[
            ("join", _("To co-ordinate beside you")),
            ("over", _("To take over: you stop at the moment they say yes")),
        ],
        initial="join",
    )
