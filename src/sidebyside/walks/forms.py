"""The one form of a lesson on offer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sidebyside.people.inputs import ClockInput, DayInput
from sidebyside.programme.forms import LineField, MomentToCome, WordsField
from sidebyside.walks.actions import Lesson
from sidebyside.walks.models import LONGEST_MINUTES, MOST_SEATS


class OfferForm(MomentToCome):
    day = forms.DateField(label=_("Day"), widget=DayInput())
    time = forms.TimeField(label=_("It begins at"), widget=ClockInput())
    minutes = forms.IntegerField(
        label=_("How many minutes?"), min_value=5, max_value=LONGEST_MINUTES, initial=60
    )
    classes = LineField(
        label=_("Which class?"),
        help_text=_("The class and the subject. No pupil’s name."),
        required=True,
        max_length=120,
    )
    place = LineField(label=_("Where?"), required=True, max_length=60)
    seats = forms.IntegerField(
        label=_("How many colleagues may come?"), min_value=1, max_value=MOST_SEATS, initial=2
    )
    to_see = WordsField(label=_("What may there be to see?"), max_length=500, rows=2)

    def lesson(self) -> Lesson:
        names = ("starts_at", "minutes", "place", "seats", "classes", "to_see")
        return Lesson(**{name: self.cleaned_data[name] for name in names})
