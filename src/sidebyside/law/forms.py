from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.law.models import Breach

if TYPE_CHECKING:
    _OfBreach = forms.ModelForm[Breach]
else:
    # Django's ModelForm takes no type arguments at run time.
    _OfBreach = forms.ModelForm


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class BreachForm(_OfBreach):
    class Meta:
        model = Breach
        fields = [
            *("noticed_at", "happened_at", "sort", "what", "people_touched", "effects", "risk", "done"),
            *("authority_told_at", "why_late", "people_told_at"),
        ]
        labels = {
            "noticed_at": _("When the school noticed"),
            "happened_at": _("When it happened, as far as known"),
            "sort": _("What sort"),
            "what": _("What happened, in a few words"),
            "people_touched": _("How many people it touches"),
            "effects": _("What may follow for them"),
            "risk": _("How it is judged"),
            "done": _("What was done about it"),
            "authority_told_at": _("When the authority was told"),
            "why_late": _("If later than 72 hours: why"),
            "people_told_at": _("When the people were told"),
        }
        help_texts = {
            "noticed_at": _("The 72 hours begin here."),
            "what": _("No names, and nothing of what people filmed, said or wrote."),
        }
        widgets = {
            **{
                name: _moment()
                for name in ("noticed_at", "happened_at", "authority_told_at", "people_told_at")
            },
            **{name: _words() for name in ("what", "effects", "done")},
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        now = timezone.now()
        for name in ("noticed_at", "happened_at", "authority_told_at", "people_told_at"):
            if given.get(name) and given[name] > now:
                self.add_error(name, _("That has not come yet. Enter a time that has passed."))
        noticed, told = given.get("noticed_at"), given.get("authority_told_at")
        if noticed and given.get("happened_at") and given["happened_at"] > noticed:
            self.add_error(
                "happened_at", _("It cannot have been noticed before it happened. Change one of the two.")
            )
        if noticed and told and told < noticed:
            self.add_error(
                "authority_told_at", _("That is before the school noticed. Change one of the two.")
            )
        elif noticed and told and told > Breach(noticed_at=noticed).tell_by and not given.get("why_late"):
            self.add_error("why_late", _("The authority was told after the 72 hours. Say why in a sentence."))
        return given
