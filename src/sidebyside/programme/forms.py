"""The pair's forms. What was typed comes back with its errors; nothing is cut short in silence."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.people.inputs import ClockInput, DayInput
from sidebyside.programme.aims import AIMS
from sidebyside.programme.focus import COACH_QUESTIONS, CRITERIA, QUESTIONS, FocusWords
from sidebyside.programme.models import Strand
from sidebyside.programme.plans import Plan
from sidebyside.programme.protected import lessons_end
from sidebyside.programme.stages import plan_of, stage_of, together_with

LONGEST = 20_000
LONGEST_LINE = 500
_SCHEMES = ("http", "https")


class WordsField(forms.CharField):
    """Free words; line ends as one, so that a browser's own do not count as a change."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("required", False)
        # The browser would stop a long paste without a word; the server says so and keeps it.
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class LineField(WordsField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_LINE)
        super().__init__(**kwargs)
        self.widget = forms.TextInput()

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class LinkField(LineField):
    """An address that a browser may go to. Nothing that runs, and nothing that carries a password."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        link = str(super().clean(value))
        if not link:
            return ""
        if "://" not in link and ":" not in link.split("/")[0]:
            link = f"https://{link}"
        try:
            URLValidator(schemes=_SCHEMES)(link)
            has_password = urlsplit(link).password is not None
        except (ValidationError, ValueError):
            raise ValidationError(
                _("This is no web address. One looks like https://example.org/page.")
            ) from None
        if has_password:
            raise ValidationError(_("This address has a password in it. Leave the password out."))
        return link


class FocusForm(forms.Form):
    lesson = LineField(
        label=gettext_lazy("Which lesson?"),
        help_text=gettext_lazy("The class and the topic, in your words. No pupil's name is needed."),
    )
    focus = LineField(
        label=gettext_lazy("What do you want to look at?"),
        help_text=gettext_lazy("One thing that one could see or hear in one lesson."),
        required=True,
        max_length=2000,
        error_messages={"required": gettext_lazy("Write a few words here: what should you both look at?")},
    )
    why = WordsField(label=gettext_lazy("Why does it matter to you now?"))
    would_see = WordsField(label=gettext_lazy("What would you see or hear if it went well?"))

    def __init__(self, *args: Any, plan: Plan, words: FocusWords | None = None, **kwargs: Any) -> None:
        if words is not None:
            kwargs["initial"] = _initial_focus(words)
        super().__init__(*args, **kwargs)
        if plan.has("reality"):
            self.fields["why"].label = _("Look at the reality: what is it like now?")
        if plan.has("approach"):
            self.fields["would_see"].label = _("Where do you want to be, and how will you go about it?")
        if plan.clip_seconds:
            self.fields["focus"].help_text = _("Something that works already and may grow, or something new.")
        for number in range(1, CRITERIA + 1):
            self.fields[f"criterion_{number}"] = LineField(
                label=_("Look for %(number)s") % {"number": number}
            )
        for number in range(1, QUESTIONS + 1):
            self.fields[f"question_{number}"] = LineField(label=_("Question %(number)s") % {"number": number})

    def criteria(self) -> list[forms.BoundField]:
        return [self[f"criterion_{number}"] for number in range(1, CRITERIA + 1)]

    def questions(self) -> list[forms.BoundField]:
        return [self[f"question_{number}"] for number in range(1, QUESTIONS + 1)]

    def words(self) -> FocusWords:
        typed = self.cleaned_data
        return FocusWords(
            typed["lesson"],
            typed["focus"],
            typed["why"],
            typed["would_see"],
            tuple(typed[f"criterion_{number}"] for number in range(1, CRITERIA + 1)),
            tuple(typed[f"question_{number}"] for number in range(1, QUESTIONS + 1)),
        )


def _initial_focus(words: FocusWords) -> dict[str, str]:
    initial = {
        "lesson": words.lesson,
        "focus": words.focus,
        "why": words.why,
        "would_see": words.would_see,
    }
    initial |= {f"criterion_{number}": row for number, row in enumerate(words.criteria, 1)}
    return initial | {f"question_{number}": row for number, row in enumerate(words.questions, 1)}


class QuestionsForm(forms.Form):
    """A coach's own questions, carried into the lesson beside the coachee's."""

    def __init__(self, *args: Any, words: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {f"coach_question_{number}": row for number, row in enumerate(words, 1)}
        super().__init__(*args, **kwargs)
        for number in range(1, COACH_QUESTIONS + 1):
            self.fields[f"coach_question_{number}"] = LineField(
                label=_("Your question %(number)s") % {"number": number}
            )

    def words(self) -> tuple[str, ...]:
        return tuple(
            self.cleaned_data[f"coach_question_{number}"] for number in range(1, COACH_QUESTIONS + 1)
        )


class AimsForm(forms.Form):
    def __init__(self, *args: Any, words: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {f"aim_{number}": row for number, row in enumerate(words, 1)}
        super().__init__(*args, **kwargs)
        for number in range(1, AIMS + 1):
            self.fields[f"aim_{number}"] = WordsField(
                label=_("Your aim %(number)s") % {"number": number}, max_length=2000, rows=2
            )

    def words(self) -> list[str]:
        return [self.cleaned_data[f"aim_{number}"] for number in range(1, AIMS + 1)]


class PairPartForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What you two add, in your own words"),
        help_text=gettext_lazy(
            "For example: what you would rather not be asked, or how you like to hear feedback."
        ),
        rows=6,
    )


def _minutes(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=5,
        max_value=240,
        error_messages={
            "min_value": gettext_lazy("Between 5 and 240 minutes, please."),
            "max_value": gettext_lazy("Between 5 and 240 minutes, please."),
        },
    )


class TimesForm(forms.Form):
    lesson_day = forms.DateField(label=gettext_lazy("Day of the lesson"), required=False, widget=DayInput())
    lesson_time = forms.TimeField(label=gettext_lazy("It begins at"), required=False, widget=ClockInput())
    lesson_minutes = _minutes(gettext_lazy("How many minutes?"))
    meeting_day = forms.DateField(label=gettext_lazy("Day of your talk"), required=False, widget=DayInput())
    meeting_time = forms.TimeField(label=gettext_lazy("It begins at"), required=False, widget=ClockInput())
    meeting_minutes = _minutes(gettext_lazy("How many minutes?"))
    place = LineField(
        label=gettext_lazy("Where do you meet?"),
        help_text=gettext_lazy(
            "A room is enough. It stands in your calendars, and the programme’s co-ordinator sees it."
        ),
        max_length=60,
    )

    def __init__(self, *args: Any, strand: Strand, **kwargs: Any) -> None:
        kwargs["initial"] = _initial_times(strand)
        super().__init__(*args, **kwargs)
        self.strand, plan = strand, plan_of(strand)
        if not plan.has_lesson:
            for name in ("lesson_day", "lesson_time", "lesson_minutes"):
                del self.fields[name]
        if plan.talk_next_day:
            self.fields["lesson_day"].help_text = _("One morning for both: each visits the other.")
            self.fields["meeting_day"].help_text = _(
                "The afternoon of the next day, for both lessons at once."
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        lesson_at = self._moment("lesson", self.strand.lesson_at)
        meeting_at = self._moment("meeting", self.strand.meeting_at)
        typed |= {"lesson_at": lesson_at, "meeting_at": meeting_at}
        # One talk may be about several lessons: it comes after the last.
        others = [one for one in together_with(self.strand) if one.pk != self.strand.pk]
        ends = lessons_end(others)
        if lesson_at and "lesson_minutes" in typed:
            own = lesson_at + timedelta(minutes=typed["lesson_minutes"])
            ends = max(own, ends or own)
        if meeting_at and ends and meeting_at < ends:
            self.add_error(
                "meeting_time",
                _("The talk comes after the lesson, which ends at %(time)s on %(day)s.") % _spoken(ends),
            )
        return typed

    def times(self) -> dict[str, datetime | int | str | None]:
        typed = self.cleaned_data
        return {
            "lesson_at": typed["lesson_at"],
            "lesson_minutes": typed.get("lesson_minutes", self.strand.lesson_minutes),
            "meeting_at": typed["meeting_at"],
            "meeting_minutes": typed["meeting_minutes"],
            "place": typed["place"],
        }

    def _has_happened(self, name: str) -> bool:
        """A film brought before anybody put in a time: its lesson is over, and may be written down."""
        keys = {"lesson": {"film", "observe"}, "meeting": {"talk"}}[name]
        return bool(keys & stage_of(self.strand).reached.keys())

    def _moment(self, name: str, stood: datetime | None) -> datetime | None:
        """The day and time on the school's clock as a moment; problems are said beside the field."""
        day, at = self.cleaned_data.get(f"{name}_day"), self.cleaned_data.get(f"{name}_time")
        if f"{name}_day" in self.errors or f"{name}_time" in self.errors or (day is None and at is None):
            return None
        if day is None:
            self.add_error(f"{name}_day", _("Choose the day as well."))
            return None
        if at is None:
            self.add_error(f"{name}_time", _("Choose the time as well."))
            return None
        try:
            moment = on_the_schools_clock(day, at)
            stood_still = stood is not None and moment == stood.replace(second=0, microsecond=0)
            if not stood_still:
                insist_on_a_sensible_day(moment, may_be_over=self._has_happened(name))
        except ValidationError as problem:
            self.add_error(f"{name}_day", problem)
            return None
        return moment


def on_the_schools_clock(day: date, at: clock_time) -> datetime:
    """Raises ValidationError for a time that the change to summer time leaves out."""
    zone = timezone.get_current_timezone()
    local = datetime.combine(day, at.replace(second=0, microsecond=0), tzinfo=zone)
    moment = local.astimezone(ZoneInfo("UTC"))
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(
            _("There is no %(time)s on that day: the clocks go forward. Choose an hour later.")
            % {"time": at.strftime("%H:%M")}
        )
    return moment


class MomentToCome(forms.Form):
    """For a form with ``day`` and ``time``: together they are ``starts_at``, and what is wrong stands at the day."""

    def stood(self) -> datetime | None:
        """The moment as it was kept before. It may be over by now."""
        return None

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("day") and typed.get("time"):
            try:
                typed["starts_at"] = on_the_schools_clock(typed["day"], typed["time"])
                if typed["starts_at"] != self.stood():
                    insist_on_a_sensible_day(typed["starts_at"], may_be_over=False)
            except ValidationError as problem:
                self.add_error("day", problem)
        return typed


def insist_on_a_sensible_day(moment: datetime, *, may_be_over: bool) -> None:
    now = timezone.now()
    if moment < now and not may_be_over:
        raise ValidationError(_("That is already over. Choose a time still to come."))
    if moment > now + timedelta(days=366):
        raise ValidationError(_("That is more than a year away. Is the year right?"))


def _initial_times(strand: Strand) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "lesson_minutes": strand.lesson_minutes,
        "meeting_minutes": strand.meeting_minutes,
        "place": strand.place,
    }
    for name, moment in (("lesson", strand.lesson_at), ("meeting", strand.meeting_at)):
        if moment is not None:
            local = timezone.localtime(moment)
            initial |= {f"{name}_day": local.date(), f"{name}_time": local.time()}
    if strand.lesson_at and not strand.meeting_at and plan_of(strand).talk_next_day:
        following = _next_school_day(timezone.localtime(strand.lesson_at).date())
        initial |= {"meeting_day": following, "meeting_time": AFTERNOON}
    return initial


# Offered, and changed as the two like.
AFTERNOON = clock_time(14, 0)


def _next_school_day(day: date) -> date:
    following = day + timedelta(days=1)
    while following.weekday() > 4:
        following += timedelta(days=1)
    return following


def _spoken(moment: datetime) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {"time": local.strftime("%H:%M"), "day": local.strftime("%-d %B")}
