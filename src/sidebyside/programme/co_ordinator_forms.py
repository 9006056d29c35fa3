from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Programme


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProgrammeForm(forms.Form):
    name = forms.CharField(
        label=_("What you call it"), max_length=120, help_text=_("For example: Coaching year 2026–27")
    )
    template = forms.ChoiceField(
        label=_("Template"),
        choices=[(key, plans.NAMES[key]) for key in plans.OFFERED],
        widget=forms.RadioSelect,
        help_text=_("Six cycles a year; partners swap roles each time; film, prepare alone, talk."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=_day())
    ends_on = forms.DateField(label=_("Last day"), widget=_day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"template": plans.VIDEO_DYAD.key} | school_year(timezone.localdate()))
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The last day comes before the first. Choose a later one."))
        if starts and ends and (ends - starts).days > 800:
            self.add_error("ends_on", _("That is more than two years. A programme lasts a year or so."))
        return given


def school_year(today: date) -> dict[str, date]:
    first = today.year if today.month >= 7 else today.year - 1
    return {"starts_on": max(today, date(first, 9, 1)), "ends_on": date(first + 1, 7, 20)}


class PairForm(forms.Form):
    first = forms.ModelChoiceField(
        label=_("Films first"), queryset=Person.objects.none(), empty_label=_("Choose somebody")
    )
    second = forms.ModelChoiceField(
        label=_("Coaches first"), queryset=Person.objects.none(), empty_label=_("Choose somebody")
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Person.objects.filter(school=programme.school, is_active=True).order_by("name")
        for field in (self.fields["first"], self.fields["second"]):
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = colleagues
            field.to_field_name = "code"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first") and given.get("first") == given.get("second"):
            raise ValidationError(_("That is the same person twice. A pair is two colleagues."))
        return given
