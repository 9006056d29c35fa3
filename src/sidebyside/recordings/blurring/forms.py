"""What is covered by hand: a stretch, and a box in per cent of the picture."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from sidebyside.recordings.blurring.models import Covering
from sidebyside.recordings.words import clock_words

SIDES = ("left", "top", "width", "height")
CLOCK = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,3})?)")


def ms_of(words: str) -> int | None:
    """1:02:03, 62:03, 3723 or 12.5 -> ms; None for anything else."""
    found = CLOCK.fullmatch(words.strip())
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return (int(hours or 0) * 3600 + int(minutes or 0) * 60) * 1000 + round(
        float(seconds.replace(",", ".")) * 1000
    )


def _side(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        error_messages={"required": _("Draw a box on the picture, or write all four numbers.")},
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
    )


class StretchForm(forms.Form):
    """From where to where in a film; ``where`` is {"start_ms", "end_ms"} once it is valid."""

    where: dict[str, int]
    start = forms.CharField(label=_("From"), max_length=12, help_text=_("As on the film: 12:05 or 12:05.5"))
    end = forms.CharField(label=_("To"), max_length=12)

    def __init__(self, *args: Any, duration_ms: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._duration_ms = duration_ms

    def clean(self) -> None:
        super().clean()
        times = {name: ms_of(self.cleaned_data.get(name, "")) for name in ("start", "end")}
        for name, ms in times.items():
            if ms is None and name not in self.errors:
                self.add_error(name, _t("Write minutes and seconds, for example 12:05."))
        start, end = times["start"], times["end"]
        if start is None or end is None:
            return
        if start >= self._duration_ms:
            self.add_error(
                "start", _t("The film is %(length)s long.") % {"length": clock_words(self._duration_ms)}
            )
        if end <= start:
            self.add_error("end", _t("The end comes after the beginning."))
        self.where = {"start_ms": start, "end_ms": min(end, self._duration_ms)}


class NameForm(forms.Form):
    """Whom the owner asks for a second look."""

    email = forms.EmailField(label=_("The e-mail of a colleague at your school"), max_length=254)


class CoverForm(StretchForm):
    what = forms.ChoiceField(
        label=_("What is hidden?"),
        widget=forms.RadioSelect,
        choices=[
            (Covering.What.BOX, _("A box in the picture")),
            (Covering.What.PICTURE, _("The whole picture")),
            (Covering.What.SOUND, _("The sound")),
        ],
        initial=Covering.What.BOX,
    )
    left = _side(_("Box: from the left edge, per cent"))
    top = _side(_("Box: from the top edge, per cent"))
    width = _side(_("Box: width, per cent"))
    height = _side(_("Box: height, per cent"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("what", Covering.What.BOX) != Covering.What.BOX:
            for name in SIDES:
                self.fields[name].required = False

    def clean(self) -> None:
        super().clean()
        if hasattr(self, "where") and self.cleaned_data.get("what") == Covering.What.BOX:
            self._clean_box()

    def _clean_box(self) -> None:
        if self.errors:
            return
        sides = {name: round(self.cleaned_data[name] * 10) for name in SIDES}
        for at, long in (("left", "width"), ("top", "height")):
            if not sides[long]:
                self.add_error(long, _t("A box is wider and higher than nothing."))
            sides[long] = min(sides[long], 1000 - sides[at])
        self.where |= sides
