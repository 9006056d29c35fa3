"""Forms of a booking, of a device on the list, and of a technician's hours in a term."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.kit.actions import Wanted
from sidebyside.kit.hours import Budget
from sidebyside.kit.models import Booking, Item
from sidebyside.people.inputs import ClockInput, DayInput
from sidebyside.programme.forms import LineField, MomentToCome
from sidebyside.programme.models import Strand

LONGEST_MINUTES = 600


class BookingForm(forms.Form):
    """For a lesson whose time is agreed."""

    place = LineField(label=gettext_lazy("In which room?"), required=True, max_length=60)

    def __init__(
        self,
        *args: Any,
        items: list[Item],
        with_technician: bool,
        booking: Booking | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        taken = {one.item_id: one.count for one in booking.pieces.all()} if booking else {}
        for item in items:
            self.fields[f"item-{item.code}"] = forms.IntegerField(
                label=item.name,
                help_text=_("The school has %(n)s.") % {"n": item.pieces},
                required=False,
                min_value=0,
                max_value=item.pieces,
                initial=taken.get(item.pk),
            )
        if with_technician:
            self.fields["technician"] = forms.IntegerField(
                label=_("A technician, for how many minutes?"),
                help_text=_("From the beginning: to set up, or to stay."),
                required=False,
                min_value=0,
                max_value=240,
                initial=booking.technician_minutes or None if booking else None,
            )
        if booking:
            self.fields["place"].initial = booking.place

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.errors and not (any(self.counts().values()) or typed.get("technician")):
            raise ValidationError(_("Say how many pieces of what you need. Nothing was booked."))
        return typed

    def counts(self) -> dict[int, int]:
        return {one.pk: self.cleaned_data.get(f"item-{one.code}") or 0 for one in self.items}

    def for_lesson(self, strand: Strand) -> Wanted:
        """``strand`` has a time for its lesson."""
        assert strand.lesson_at is not None
        typed = self.cleaned_data
        technician = min(typed.get("technician") or 0, strand.lesson_minutes)
        return Wanted(strand.lesson_at, strand.lesson_minutes, typed["place"], self.counts(), technician)


class FreeForm(MomentToCome, BookingForm):
    """For any other time."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("From"), widget=ClockInput())
    minutes = forms.IntegerField(
        label=gettext_lazy("For how many minutes?"), min_value=5, max_value=LONGEST_MINUTES, initial=60
    )
    field_order = ("day", "time", "minutes", "place")

    def wanted(self) -> Wanted:
        typed = self.cleaned_data
        technician = min(typed.get("technician") or 0, typed["minutes"])
        return Wanted(typed["starts_at"], typed["minutes"], typed["place"], self.counts(), technician)


class ItemForm(forms.Form):
    name = LineField(label=gettext_lazy("What is it?"), required=True, max_length=60)
    pieces = forms.IntegerField(label=gettext_lazy("How many pieces?"), min_value=1, max_value=500)


class HoursForm(forms.Form):
    """Hours of a technician that each term has for lessons; an empty one says that nobody has planned it."""

    def __init__(self, *args: Any, terms: list[Budget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        for one in terms:
            self.fields[f"term-{one.term.pk}"] = forms.IntegerField(
                label=_("Hours in %(term)s") % {"term": one.term.name},
                required=False,
                min_value=0,
                max_value=2000,
                initial=None if one.planned is None else one.planned // 60,
            )

    def minutes(self) -> dict[int, int | None]:
        typed = {one.term.pk: self.cleaned_data[f"term-{one.term.pk}"] for one in self.terms}
        return {term: None if hours is None else hours * 60 for term, hours in typed.items()}
