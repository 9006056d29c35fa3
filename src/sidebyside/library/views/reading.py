"""Ask for a reading, and answer a colleague who asks."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sidebyside.library import reading as readings
from sidebyside.library.standing import readings_standing
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.forms import LineField, LinkField, WordsField
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind, Who
from sidebyside.trust.words import Circle, who_can_see


class AskForm(forms.Form):
    words = LineField(
        label=gettext_lazy("What would you like to read about?"),
        help_text=gettext_lazy(
            "For example: a reading on questioning, please. Write only what you want others to read: nothing is taken "
            "from your focus."
        ),
        required=True,
        max_length=500,
        error_messages={"required": gettext_lazy("Write a few words first. Nothing was asked.")},
    )
    to_all = forms.ChoiceField(
        label=gettext_lazy("Who may answer?"),
        choices=[("", gettext_lazy("whoever answers requests")), ("yes", gettext_lazy("all colleagues"))],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    by_name = forms.BooleanField(label=gettext_lazy("Show my name beside it"), required=False)


class AnswerForm(forms.Form):
    title = LineField(
        label=gettext_lazy("Title, and who wrote it"),
        required=True,
        max_length=300,
        error_messages={"required": gettext_lazy("Write the title. Nothing was answered.")},
    )
    words = WordsField(label=gettext_lazy("A word about it"), max_length=1000, rows=2)
    link = LinkField(label=gettext_lazy("Where it is"))


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: PersonRequest) -> HttpResponse:
    """All of it on one page. A POST asks, answers, takes back, shows again, erases, or names who answers."""
    posts = request.method == "POST"
    readings.enter(request.user, Act.CHANGE if posts else Act.SEE)
    do = request.POST.get("do", "ask") if posts else ""
    if do == "ask":
        return _ask(request)
    if do == "answer":
        return _answer(request)
    if posts:
        _change(request, do)
        return redirect("library:reading")
    return _page(request)


def _ask(request: PersonRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    typed = form.cleaned_data
    readings.ask(request.user, typed["words"], by_name=typed["by_name"], to_all=typed["to_all"] == "yes")
    messages.success(request, _("It is asked. Answers stand here."))
    return redirect("library:reading")


def _answer(request: PersonRequest) -> HttpResponse:
    found = readings.request_for(request.user, request.POST.get("request", ""), Act.JOIN)
    form = AnswerForm(request.POST, auto_id=f"{found.code}_%s")
    if not form.is_valid():
        return _page(request, answering={found.pk: form}, status=422)
    typed = form.cleaned_data
    readings.answer(found, request.user, typed["title"], typed["words"], typed["link"])
    messages.success(request, _("Thank you. Whoever asked finds it here."))
    return redirect("library:reading")


def _change(request: PersonRequest, do: str) -> None:
    person = request.user
    if do in {"name", "unname"}:
        doors.check(person, Act.RUN, Kind.READINGS, person.school)
        whom = person.school.colleagues().filter(code=_code(request, "person")).first()
        if whom is not None:
            readings.name(person, whom, named=do == "name")
        return
    if do == "erase answer":
        readings.answer_for(person, request.POST.get("answer", "")).delete()
        messages.success(request, _("Your answer is erased."))
        return
    found = readings.request_for(person, request.POST.get("request", ""), Act.CHANGE)
    if do == "erase":
        found.delete()
        messages.success(
            request, _("It is erased. What colleagues named stays theirs, and nobody else sees it.")
        )
    elif do in {"hide", "show"}:
        readings.show(found, shown=do == "show")
        messages.success(
            request, _("It is asked again.") if do == "show" else _("Taken back: only you see it.")
        )


def _code(request: PersonRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        doors.nothing_here()


def _page(
    request: PersonRequest,
    form: AskForm | None = None,
    answering: dict[int, AnswerForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    person = request.user
    who = readings_standing(person, person.school).who
    others = readings.shown_requests(person, answers_all=Who.ANSWERER in who)
    blank = answering or {}
    beside = {one.pk for asked in others for one in asked.answers}
    shown: dict[str, Any] = {
        "own": readings.own_requests(person),
        "others": [
            (one, blank.get(one.request.pk) or AnswerForm(auto_id=f"{one.request.code}_%s")) for one in others
        ],
        # Those under a request on this page can be erased there.
        "apart": [one for one in readings.own_answers(person) if one.pk not in beside],
        "unanswered": sum(not one.is_answered for one in others),
        "answerers": readings.answerers(person.school),
        "form": form or AskForm(),
        "corner": who_can_see(Circle.COLLEAGUES),
    }
    if Who.SCHOOL_CO_ORDINATOR in who:
        named = readings.named_by(person.school)
        colleagues = list(person.school.colleagues())
        shown |= {
            "named": [one for one in colleagues if one.pk in named],
            "nameable": [one for one in colleagues if one.pk not in named and one.pk != person.pk],
        }
    return render(request, "library/reading.html", shown, status=status)
