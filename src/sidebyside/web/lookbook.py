"""Every component on one page, in the demo only: to look at, to test, to copy markup from."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

KINDS = [("noticed", _("noticed")), ("question", _("question")), ("puzzle", _("puzzle"))]


class EveryField(forms.Form):
    focus = forms.CharField(
        label=_("What do you want to look at?"),
        help_text=_("Something one could see or hear in one lesson."),
        max_length=200,
    )
    why = forms.CharField(label=_("Why does it matter to you?"), widget=forms.Textarea, required=False)
    email = forms.EmailField(label=_("Your e-mail"))
    lesson_day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    lesson_time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    first = forms.ChoiceField(
        label=_("Who is filmed first?"),
        choices=[("ana", "Ana"), ("ben", "Ben")],
        widget=forms.RadioSelect,
        help_text=_("The order alternates afterwards."),
    )
    days = forms.MultipleChoiceField(
        label=_("Days that suit you"),
        choices=[("mon", _("Monday")), ("tue", _("Tuesday"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label=_("I have read the agreement"))
    film = forms.FileField(label=_("A film"), required=False)


YEAR = [
    {"role": "mine", "state": "done", "number": 1, "words": _("you filmed"), "when": "Oct", "url": "#1"},
    {"role": "yours", "state": "done", "number": 2, "words": _("Ben filmed"), "when": "Nov"},
    {"role": "mine", "state": "now", "number": 3, "words": _("you film"), "when": "Tue", "url": "#3"},
    {"role": "yours", "state": "todo", "number": 4, "words": _("Ben films"), "when": "Mar"},
    {"role": "mine", "state": "todo", "number": 5, "words": _("you film"), "when": "Apr"},
    {"role": "yours", "state": "todo", "number": 6, "words": _("Ben films"), "when": "Jun"},
]
PATH = [
    {"words": _("Focus"), "state": "done", "url": "#focus"},
    {"words": _("Film"), "state": "done", "url": "#film"},
    {"words": _("Prepare"), "state": "now"},
    {"words": _("Meet"), "state": "todo"},
    {"words": _("Next steps"), "state": "todo"},
]
NAV = [(_("Home"), "#home", True), (_("Cycle 3"), "#cycle", False), (_("Diary"), "#diary", False)]
ME = {"name": "Ana", "links": [(_("Your account"), "#account"), (_("Who has looked"), "#looks")]}


@login_not_required
def lookbook(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "focus" not in request.POST:
        messages.success(request, _("Shared with Ben. You can take it back at any time."))
    shown: dict[str, Any] = {
        "nav": NAV,
        "me": ME,
        "corner": _("Ana & Ben · only you two"),
        "form": EveryField(request.POST, request.FILES) if request.method == "POST" else EveryField(),
        "dots": YEAR,
        "path": PATH,
        "states": ["done", "done", "now", "", "", ""],
        "waiting": ["done", "done", "done", "done", "now", ""],
    }
    return render(request, "web/look.html", shown)
