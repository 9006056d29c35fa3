"""The page on which a person chooses when to hear what waits for them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sidebyside.people.inputs import DayInput
from sidebyside.people.requests import PersonRequest
from sidebyside.web.models import Rhythm
from sidebyside.web.reminders import rhythm_of

HOURS = range(6, 20)


class RhythmForm(forms.Form):
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On these days"),
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None means: no such mail at all."),
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("At"), choices=[(hour, f"{hour}:00") for hour in HOURS], coerce=int
    )
    away_until = forms.DateField(
        label=gettext_lazy("I am away until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Nothing is sent up to and on this day."),
        error_messages={
            "invalid": gettext_lazy("This is no date. Write it as 2026-12-24, or leave it empty.")
        },
    )

    @classmethod
    def of(cls, rhythm: Rhythm) -> "RhythmForm":
        return cls(initial={"days": list(rhythm.days), "hour": rhythm.hour, "away_until": rhythm.away_until})


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: PersonRequest) -> HttpResponse:
    form = RhythmForm(request.POST) if request.method == "POST" else RhythmForm.of(rhythm_of(request.user))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data | {"days": "".join(sorted(form.cleaned_data["days"]))}
        Rhythm.objects.update_or_create(person=request.user, defaults=chosen)
        messages.success(request, _("Kept.") if chosen["days"] else _("Kept. No such mail comes."))
        return redirect("reminders")
    return render(request, "web/reminders.html", {"form": form})
