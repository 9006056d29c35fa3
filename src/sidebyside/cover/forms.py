from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.cover.models import CoverRule, FundingLine
from sidebyside.people.inputs import DayInput
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme


class LineForm(forms.Form):
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        help_text=gettext_lazy("For example: training budget, a grant. No names of people."),
        max_length=60,
    )
    first = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    last = forms.DateField(label=gettext_lazy("Until"), widget=DayInput())
    pounds = forms.DecimalField(
        label=gettext_lazy("Pounds"), required=False, min_value=0, max_value=10_000_000, decimal_places=2
    )
    days = forms.DecimalField(
        label=gettext_lazy("Days of cover"), required=False, min_value=0, max_value=10_000, decimal_places=1
    )
    pays = forms.ChoiceField(label=gettext_lazy("It may pay for"), choices=FundingLine.Pays.choices)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins. Look at the two days."))
        if not self.errors and typed.get("pounds") is None and typed.get("days") is None:
            self.add_error("pounds", _("Give money, days or both."))
        return typed

    def kept(self) -> dict[str, Any]:
        typed = self.cleaned_data
        pounds, days = typed["pounds"], typed["days"]
        return {
            "source": typed["source"],
            "first": typed["first"],
            "last": typed["last"],
            "pence": None if pounds is None else int(pounds * 100),
            "day_tenths": None if days is None else int(days * 10),
            "pays": typed["pays"],
        }


class RuleForm(forms.Form):
    answered_by = forms.ChoiceField(
        label=gettext_lazy("Requests are answered by"),
        choices=CoverRule.Answered.choices,
        widget=forms.RadioSelect,
    )
    one = forms.ModelChoiceField(
        label=gettext_lazy("If one of them: who?"), queryset=Person.objects.none(), required=False
    )
    pounds = forms.DecimalField(
        label=gettext_lazy("An hour of cover costs, in pounds"), min_value=0, max_value=1000, decimal_places=2
    )
    hours = forms.DecimalField(
        label=gettext_lazy("A day of cover has how many hours?"), min_value=1, max_value=12, decimal_places=2
    )

    def __init__(self, *args: Any, programme: Programme, rule: CoverRule, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "answered_by": rule.answered_by,
            "one": rule.one_id,
            "pounds": f"{rule.hour_pence / 100:.2f}",
            "hours": f"{rule.day_minutes / 60:.2f}".rstrip("0").rstrip("."),
        }
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(co_ordinates__programme=programme, is_active=True).order_by("name")
        self.fields["one"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("answered_by") == CoverRule.Answered.ONE and not typed.get("one"):
            self.add_error("one", _("Choose who answers."))
        return typed

    def kept(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "answered_by": typed["answered_by"],
            "one": typed["one"],
            "hour_pence": int(typed["pounds"] * 100),
            "day_minutes": round(typed["hours"] * 60),
        }
