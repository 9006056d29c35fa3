from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from sidebyside.recordings.keeping.days import Limits, in_year

# A year that has the 29th of February, so that it may be chosen.
LEAP_YEAR = 2028
MOST_MONTHS, MOST_DAYS = 36, 60
_BETWEEN = {
    "min_value": _("Choose %(limit_value)s or more."),
    "max_value": _("Choose %(limit_value)s or less."),
    "invalid": _("That is no whole number."),
}


class DayForm(forms.Form):
    """The last day of a lesson's films, between the two days that the school's limits leave."""

    day = forms.DateField(label=_("Last day"), error_messages={"invalid": _("That is no day. Choose one.")})

    def __init__(self, *args: Any, between: tuple[date, date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest, self.latest = between
        attrs = {"type": "date", "min": self.earliest.isoformat(), "max": self.latest.isoformat()}
        self.fields["day"].widget = forms.DateInput(attrs=attrs, format="%Y-%m-%d")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not self.earliest <= day <= self.latest:
            raise forms.ValidationError(
                _t("Your school lets you choose a day from %(first)s to %(last)s. Nothing is changed.")
                % {"first": _in_words(self.earliest), "last": _in_words(self.latest)}
            )
        return day


def _in_words(day: date) -> str:
    return str(formats.date_format(day, "j F Y"))


class LimitsForm(forms.Form):
    """What holds for all recordings of a school: numbers and a day, no content."""

    month = forms.TypedChoiceField(
        label=_("The school’s year ends in"),
        choices=[("", _("the month in which its programme ends")), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        required=False,
    )
    day = forms.IntegerField(
        label=_("and on its day"),
        min_value=1,
        max_value=31,
        required=False,
        error_messages=_BETWEEN,
    )
    shortest_days = forms.IntegerField(
        label=_("Keep a film for at least, days"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=_BETWEEN,
        help_text=_("Owners can still delete a film at any time."),
    )
    longest_months = forms.IntegerField(
        label=_("Keep a film for at most, months"),
        min_value=2,
        max_value=MOST_MONTHS,
        error_messages=_BETWEEN,
    )

    @classmethod
    def of(cls, limits: Limits) -> "LimitsForm":
        month, day = limits.year_ends or (None, None)
        return cls(
            initial={
                "month": month,
                "day": day,
                "shortest_days": limits.shortest_days,
                "longest_months": limits.longest_months,
            }
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        month, day = given.get("month"), given.get("day")
        if month and not day and "day" not in self.errors:
            self.add_error("day", _t("Say on which day of that month the year ends."))
        if month and day and in_year(LEAP_YEAR, month, day).day != day:
            self.add_error("day", _t("That month has no such day. Choose an earlier one."))
        return given

    @property
    def limits(self) -> Limits:
        given = self.cleaned_data
        year_ends = (given["month"], given["day"]) if given["month"] else None
        return Limits(year_ends, given["shortest_days"], given["longest_months"])
