"""What may be written on a film. The same forms take a plain post and the room's JSON."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.recordings.lining_up_by_hand import FARTHEST_MS as FARTHEST_APART_MS
from sidebyside.room import clock
from sidebyside.room.access import Showing
from sidebyside.room.models import Moment

WORDS_LIMIT = 10_000
# The largest that a column of milliseconds, or a browser's number, must ever hold: a day.
LONGEST_MS = 24 * 3_600_000
# A film may be brought long after the lesson; notes are shifted from the day they were taken.
FARTHEST_MS = 400 * LONGEST_MS


class ClockField(forms.Field):
    """A place on a film: a whole number of milliseconds, or a time as people write it."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "9"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Say where on the film, for example 18:02."),
        "invalid": gettext_lazy("Write the time as minutes and seconds, for example 18:02."),
    }

    def prepare_value(self, value: Any) -> Any:
        return clock.exactly(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            ms = value
        else:
            try:
                ms = clock.read(str(value))
            except ValueError:
                raise ValidationError(self.error_messages["invalid"], "invalid") from None
        if not 0 <= ms <= LONGEST_MS:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return ms


class WordsField(forms.CharField):
    """A text of up to 10,000 characters, any script, any emoji; line ends counted as one character."""

    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": WORDS_LIMIT})

    def __init__(self, *, label: Any, help_text: Any = "", required: bool = False) -> None:
        super().__init__(label=label, help_text=help_text, required=required, strip=True)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > WORDS_LIMIT:
            raise ValidationError(
                _(
                    "This is %(count)s characters long; up to %(limit)s fit here. Nothing is lost: shorten it, "
                    "or put the rest into a second moment."
                ),
                "too_long",
                {"count": f"{len(text):,}", "limit": f"{WORDS_LIMIT:,}"},
            )
        return text


class StretchForm(forms.Form):
    """A place on the film that lies in what its author may watch."""

    start = ClockField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, showing: Showing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.showing = showing

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start is None or "end" in self.errors:
            return cleaned
        if end is not None and end <= start:
            self.add_error("end", _("The end lies before the beginning. Move one of them."))
        elif not self.showing.holds(start, end):
            self.add_error("start", self._outside())
        return cleaned

    def _outside(self) -> str:
        recording = self.showing.recording
        if self.showing.whole and recording is not None:
            length = clock.said(recording.duration_ms)
            return _("The film is %(length)s long; this lies behind its end.") % {"length": length}
        return _("This lies outside the extracts that are shared with you.")


class MomentForm(StretchForm):
    end = ClockField(
        label=gettext_lazy("To"),
        required=False,
        help_text=gettext_lazy("Leave it empty for a single moment."),
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=Moment.Sort.choices,
        widget=forms.RadioSelect,
        initial=Moment.Sort.NOTICED,
    )
    seen = WordsField(
        label=gettext_lazy("What I saw or heard"),
        help_text=gettext_lazy(
            "What a camera would know: who did what, who said what. Up to 10,000 characters."
        ),
    )
    made_of_it = WordsField(
        label=gettext_lazy("What I make of it"),
        help_text=gettext_lazy("Your thoughts, kept apart from what happened. Up to 10,000 characters."),
    )

    field_order = ("start", "end", "sort", "seen", "made_of_it")


class ExtractForm(StretchForm):
    end = ClockField(label=gettext_lazy("To"))
    words = WordsField(label=gettext_lazy("Why this one"))


class NoteForm(forms.Form):
    """A note is words, or a tap that says what sort of moment this was, or both."""

    sort = forms.ChoiceField(
        choices=[("", ""), *Moment.Sort.choices], required=False, widget=forms.HiddenInput
    )
    words = WordsField(label=gettext_lazy("What you see or hear"))
    # The server's clock as the device knows it; empty where no script ran.
    noted_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean_noted_at(self) -> datetime:
        return _not_ahead(self.cleaned_data.get("noted_at"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("words") and not cleaned.get("sort"):
            self.add_error("words", _("Write a word or two, or tap what it was."))
        return cleaned


class SignalForm(forms.Form):
    sounded_at = forms.DateTimeField()

    def clean_sounded_at(self) -> datetime:
        return _not_ahead(self.cleaned_data["sounded_at"])


def _not_ahead(at: datetime | None) -> datetime:
    """A device's clock may run ahead; nothing was noted later than now."""
    now = timezone.now()
    return min(at or now, now)


class LineUpForm(forms.Form):
    shift_ms = forms.IntegerField(min_value=-FARTHEST_MS, max_value=FARTHEST_MS)


class AngleForm(forms.Form):
    on_film_ms = forms.IntegerField(
        min_value=-FARTHEST_APART_MS, max_value=FARTHEST_APART_MS, widget=forms.HiddenInput
    )


class BeginsForm(forms.Form):
    begins = forms.TimeField(
        label=gettext_lazy("The film begins at"),
        widget=forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S"),
        help_text=gettext_lazy("By the clock on the wall. Notes typed in the lesson lie on the film by it."),
    )
