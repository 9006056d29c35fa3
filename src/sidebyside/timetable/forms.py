"""A school year on one page, and the columns of a list."""

import base64
import binascii
import gzip
import zlib
from collections.abc import Mapping
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.core import calendar
from sidebyside.core.calendar import clock_words
from sidebyside.people.inputs import ClockInput, DayInput
from sidebyside.timetable import keeping
from sidebyside.timetable.models import Year
from sidebyside.timetable.words import COLUMNS

LARGEST_BYTES = 2 * 1024 * 1024
TERMS, CLOSURES, PERIODS = 6, 40, 16
A_DAY = timedelta(days=1)


class _Row(forms.Form):
    """A row whose fields are all empty is no row; one with something in it must have the rest."""

    needs: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if any(typed.get(name) not in (None, "") for name in self.needs):
            for name in self.needs:
                if name not in self.errors and typed.get(name) in (None, ""):
                    self.add_error(name, _("This is missing."))
        return typed

    @property
    def is_row(self) -> bool:
        return all(self.cleaned_data.get(name) not in (None, "") for name in self.needs)


class TermForm(_Row):
    needs = ("name", "first", "last")
    name = forms.CharField(label=gettext_lazy("Term"), max_length=40)
    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    half_term_first = forms.DateField(label=gettext_lazy("Half-term from"), widget=DayInput())
    half_term_last = forms.DateField(label=gettext_lazy("to"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        first, last = typed.get("half_term_first"), typed.get("half_term_last")
        if (first is None) != (last is None):
            self.add_error("half_term_last", _("A half-term has a first and a last day."))
        return typed

    def term(self) -> keeping.TypedTerm:
        typed = self.cleaned_data
        first, last = typed.get("half_term_first"), typed.get("half_term_last")
        half_term = (first, last) if first and last else None
        return keeping.TypedTerm(typed["name"], typed["first"], typed["last"], half_term)


class ClosureForm(_Row):
    needs = ("name", "first", "last")
    name = forms.CharField(label=gettext_lazy("Closed for"), max_length=40)
    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())


class PeriodForm(_Row):
    needs = ("name", "begins", "ends")
    code = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Period"), max_length=20)
    begins = forms.TimeField(label=gettext_lazy("Begins"), widget=ClockInput())
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=ClockInput())

    def period(self) -> tuple[str, calendar.Period]:
        typed = self.cleaned_data
        return typed["code"], calendar.Period(
            typed["name"], _minutes(typed["begins"]), _minutes(typed["ends"])
        )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


class WeeksForm(forms.Form):
    weeks = forms.TypedChoiceField(
        label=gettext_lazy("Your timetable"),
        choices=[(1, gettext_lazy("one week")), (2, gettext_lazy("two weeks, A and B"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    first_week = forms.TypedChoiceField(
        label=gettext_lazy("With two weeks, the year begins with"),
        choices=[(0, gettext_lazy("week A")), (1, gettext_lazy("week B"))],
        coerce=int,
        empty_value="0",
        required=False,
    )
    closed_weeks_count = forms.BooleanField(
        label=gettext_lazy("A and B go on in turn while the school is closed"),
        required=False,
    )
    saturday = forms.BooleanField(label=gettext_lazy("There is school on Saturdays"), required=False)


TermRows = forms.formset_factory(TermForm, extra=3, max_num=TERMS, validate_max=True, absolute_max=TERMS)
ClosureRows = forms.formset_factory(
    ClosureForm, extra=3, max_num=CLOSURES, validate_max=True, absolute_max=CLOSURES
)
PeriodRows = forms.formset_factory(
    PeriodForm, extra=6, max_num=PERIODS, validate_max=True, absolute_max=PERIODS
)


# Where a problem of a whole year is put right.
_FIELD_OF = {
    "term backwards": ("terms", "last"),
    "terms overlap": ("terms", "first"),
    "closure backwards": ("closures", "last"),
    "closure outside": ("closures", "first"),
    "period twice": ("periods", "name"),
    "period backwards": ("periods", "ends"),
    "period length": ("periods", "ends"),
    "periods overlap": ("periods", "begins"),
}


class YearPage:
    """The page's four parts, as one."""

    def __init__(self, data: Mapping[str, Any] | None, year: Year | None, usual: int | None = None) -> None:
        """``usual``: with no year yet, begin with what is usual for the school year that begins in this one."""
        begin = _initial(year) if usual is None or year is not None else _usual(usual)
        self.weeks = WeeksForm(data, initial=begin["weeks"])
        self.terms = TermRows(data, prefix="term", initial=begin["terms"])
        self.closures = ClosureRows(data, prefix="closure", initial=begin["closures"])
        self.periods = PeriodRows(data, prefix="period", initial=begin["periods"])
        if begin["terms"]:
            # A year that is written down needs a row or two more at a time, not a page of them.
            self.terms.extra, self.closures.extra, self.periods.extra = 1, 2, 2
        self.problems: list[str] = []

    def parts(self) -> list[Any]:
        return [self.weeks, self.terms, self.closures, self.periods]

    def is_valid(self) -> bool:
        # Each is asked, so that all that is wrong is said at once.
        return not [part for part in self.parts() if not part.is_valid()]

    def mark(self, problem: calendar.Problem, words: str) -> None:
        """Say it at its field as well. What is wrong with the year as a whole has no field."""
        part, field = _FIELD_OF.get(problem.what, ("", ""))
        if not part:
            return
        rows = [row for row in getattr(self, part) if row.is_row]
        named = [row for row in rows if row.cleaned_data["name"] in {problem.one, problem.other}]
        # Of two that meet, the later one is usually the one to move; of two with one name, the second.
        begins = "begins" if part == "periods" else "first"
        named.sort(key=lambda row: row.cleaned_data[begins])
        if named:
            named[-1].add_error(field, words)

    def typed(self) -> keeping.TypedYear:
        weeks = self.weeks.cleaned_data
        closures = [one.cleaned_data for one in self.closures if one.is_row]
        return keeping.TypedYear(
            weeks=weeks["weeks"],
            closed_weeks_count=weeks["closed_weeks_count"],
            first_week=int(weeks["first_week"]),
            days=6 if weeks["saturday"] else 5,
            terms=tuple(one.term() for one in self.terms if one.is_row),
            closures=tuple(calendar.Stretch(one["first"], one["last"], one["name"]) for one in closures),
            periods=tuple(one.period() for one in self.periods if one.is_row),
        )


def _initial(year: Year | None) -> dict[str, Any]:
    if year is None:
        return {"weeks": {"weeks": 1, "first_week": 0}, "terms": [], "closures": [], "periods": []}
    days = ("first", "last")
    half = ("half_term_first", "half_term_last")
    return {
        "weeks": {
            "weeks": year.weeks,
            "first_week": year.first_week,
            "closed_weeks_count": year.closed_weeks_count,
            "saturday": year.days == 6,
        },
        "terms": [
            {name: getattr(term, name) for name in ("name", *days, *half)} for term in year.terms.all()
        ],
        "closures": [{name: getattr(one, name) for name in ("name", *days)} for one in year.closures.all()],
        "periods": [
            {
                "code": str(one.code),
                "name": one.name,
                "begins": clock_words(one.begins),
                "ends": clock_words(one.ends),
            }
            for one in year.periods.all()
        ],
    }


def _usual(first: int) -> dict[str, Any]:
    """Days and times as many schools in England have them, each to be corrected: nobody's published dates."""
    begin = _initial(None)
    terms = (
        (_("Autumn"), _weekday(first, 9, 2), _friday(first, 12, 19), _week_of(first, 10, 28)),
        (_("Spring"), _weekday(first + 1, 1, 4), _friday(first + 1, 4, 1), _week_of(first + 1, 2, 17)),
        (_("Summer"), _weekday(first + 1, 4, 15), _friday(first + 1, 7, 22), _week_of(first + 1, 5, 28)),
    )
    begin["terms"] = [
        {
            "name": name,
            "first": starts,
            "last": ends,
            "half_term_first": half,
            "half_term_last": half + 4 * A_DAY,
        }
        for name, starts, ends, half in terms
    ]
    times = (
        ("08:50", "09:50"),
        ("09:50", "10:50"),
        ("11:10", "12:10"),
        ("13:00", "14:00"),
        ("14:00", "15:00"),
    )
    begin["periods"] = [
        {"code": "", "name": str(number), "begins": begins, "ends": ends}
        for number, (begins, ends) in enumerate(times, 1)
    ]
    return begin


def _weekday(*day: int) -> date:
    """That day, or the Monday after where it falls on a weekend."""
    found = date(*day)
    return found + max(0, 7 - found.weekday()) * A_DAY if found.weekday() > 4 else found


def _friday(*day: int) -> date:
    """The last Friday up to that day."""
    found = date(*day)
    return found - (found.weekday() - 4) % 7 * A_DAY


def _week_of(*day: int) -> date:
    """Its Monday."""
    return date(*day) - date(*day).weekday() * A_DAY


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The export, as CSV"),
        help_text=gettext_lazy("2 MB at most. You see how it is read before anything is taken in."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )


class ColumnsForm(forms.Form):
    """Which column is what. The file itself travels with the page, so that nothing half-read is kept here."""

    def __init__(
        self, *args: Any, columns: tuple[str, ...], roles: Mapping[str, object], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(-1, _("not in this file")), *enumerate(column or "–" for column in columns)]
        for role in roles:
            self.fields[role] = forms.TypedChoiceField(label=COLUMNS[role], choices=choices, coerce=int)

    def columns(self) -> dict[str, int]:
        return {role: place for role, place in self.cleaned_data.items() if place >= 0}


def packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content)).decode()


def unpacked(words: str) -> bytes | None:
    """None for what no page of ours has made, or for more than a list can be."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(base64.b64decode(words, validate=True))) as file:
            found = file.read(LARGEST_BYTES + 1)
    except (binascii.Error, OSError, EOFError, zlib.error, ValueError):
        return None
    return found if len(found) <= LARGEST_BYTES else None
