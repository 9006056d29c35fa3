from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.people.inputs import ClockInput, DayInput
from sidebyside.programme.forms import LineField


class NameForm(forms.Form):
    name = LineField(
        label=gettext_lazy("What is it called?"),
        help_text=gettext_lazy("Everybody at your school reads this name."),
        max_length=80,
        required=True,
        error_messages={"required": gettext_lazy("Give the group a name.")},
    )


class MeetingForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("It begins at"), widget=ClockInput())
    place = LineField(label=gettext_lazy("Where?"), max_length=60)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if "day" in typed and "time" in typed:
            at = timezone.make_aware(datetime.combine(typed["day"], typed["time"]))
            if at < timezone.now():
                self.add_error("day", _("This time is over. Choose one that is still to come."))
            typed["at"] = at
        return typed
