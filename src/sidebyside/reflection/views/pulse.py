"""Three taps after a meeting, for the person who taps."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.reflection.access import pulse_for
from sidebyside.reflection.diary import ANSWERS, TAPS, tap
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see

ASKED = {
    "safe": gettext_lazy("I felt safe."),
    "challenged": gettext_lazy("I was challenged."),
    "will_try": gettext_lazy("I will try something."),
}
WORDS = (gettext_lazy("Yes"), gettext_lazy("Partly"), gettext_lazy("No"))
CHOICES = list(zip(ANSWERS, WORDS, strict=True))


class PulseForm(forms.Form):
    safe, challenged, will_try = (
        forms.ChoiceField(label=ASKED[name], choices=CHOICES, widget=forms.RadioSelect, required=False)
        for name in TAPS
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    posts = request.method == "POST"
    own = pulse_for(request.user, code, Act.CHANGE if posts else Act.SEE)
    form = PulseForm(request.POST if posts else None, initial={name: getattr(own, name) for name in TAPS})
    if own.pk:
        # A chosen circle cannot be emptied by itself.
        for name in TAPS:
            form.fields[name].choices = [*CHOICES, ("", _("No answer"))]  # type: ignore[attr-defined]
    if posts and form.is_valid():
        given = {name: form.cleaned_data[name] for name in TAPS}
        tap(own, given)
        kept = (
            _("Kept, for you alone.") if any(given.values()) else _("Nothing is chosen, so nothing is kept.")
        )
        messages.success(request, kept)
        return redirect("reflection:pulse", code=code)
    shown = {"strand": own.strand, "form": form, "is_kept": bool(own.pk), "corner": who_can_see(Circle.YOU)}
    return render(request, "reflection/pulse.html", shown, status=422 if posts else 200)
