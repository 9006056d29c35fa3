from django import forms
from django.utils.translation import gettext_lazy

from sidebyside.people.inputs import ClockInput, DayInput
from sidebyside.programme.forms import LineField, MomentToCome


class NameForm(forms.Form):
    name = LineField(
        label=gettext_lazy("What is it called?"),
        help_text=gettext_lazy("Everybody at your school reads this name."),
        max_length=80,
        required=True,
        error_messages={"required": gettext_lazy("Give the group a name.")},
    )


class MeetingForm(MomentToCome):
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("It begins at"), widget=ClockInput())
    place = LineField(label=gettext_lazy("Where?"), max_length=60)
