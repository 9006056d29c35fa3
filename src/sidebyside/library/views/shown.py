"""What people show their colleagues by choice: additions to a guide, and what they may be asked about."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sidebyside.library.access import (
    addition_for,
    guide_called,
    interest_for,
    own_additions,
    shown_additions,
    shown_interests,
)
from sidebyside.library.keeping import keep_own
from sidebyside.library.models import Addition, Interest
from sidebyside.library.texts import Text
from sidebyside.library.working_by import Working, take, working
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.forms import WordsField
from sidebyside.programme.seen import Changed, stamp
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


class AdditionForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What would you add?"),
        help_text=gettext_lazy(
            "A question, a strategy, something to look for. Name no pupil and no colleague."
        ),
        required=True,
        max_length=4000,
        error_messages={"required": gettext_lazy("Write a few words first. Nothing was added.")},
    )


class InterestForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What do you care about, or may you be asked about?"),
        help_text=gettext_lazy(
            "A line for each is plenty: wait time, reading aloud, Year 7 in their first weeks."
        ),
        max_length=2000,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: PersonRequest, key: str) -> HttpResponse:
    """A guide with what colleagues added, ``?text=1`` an older text of it. A POST adds, shows, takes back or erases
    one's own, or takes one of the texts for one's pair."""
    guide_called(key)
    known = working(request.user, key)
    found = known.called(request.GET["text"]) if "text" in request.GET else known.theirs
    if request.method != "POST":
        return _guide_page(request, known, found)
    do = request.POST.get("do", "")
    if do == "take":
        take(request.user, known, known.called(request.POST.get("text", "")))
        messages.success(request, _("You work by this text from now on. The others stay here to be read."))
        return redirect("library:guide", key=key)
    if do in {"show", "hide", "erase"}:
        _change(request, addition_for(request.user, key, request.POST.get("addition", "")), do)
        return redirect("library:guide", key=key)
    addition = Addition(author=request.user, guide=key, version=found.version)
    doors.check(request.user, Act.CHANGE, Kind.ADDITION, addition)
    form = AdditionForm(request.POST)
    if not form.is_valid():
        return _guide_page(request, known, found, form, status=422)
    words = form.cleaned_data["words"]
    # A second press brings the same words once.
    if not any(one.words == words for one in own_additions(request.user, key)):
        addition.words = words
        addition.save()
    messages.success(request, _("Kept for yourself. Show it to colleagues when you like."))
    return redirect("library:guide", key=key)


def _change(request: PersonRequest, addition: Addition, do: str) -> None:
    if do == "erase":
        addition.delete()
        messages.success(request, _("Your addition is erased."))
        return
    addition.shown_at = timezone.now() if do == "show" else None
    addition.save(update_fields=["shown_at"])
    told = _("Colleagues at your school see it, with your name.") if do == "show" else _("Taken back.")
    messages.success(request, told)


def _guide_page(
    request: PersonRequest, known: Working, found: Text, form: AdditionForm | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "guide": found,
        "known": known,
        "names": _(" and ").join(known.names),
        "texts": [(one, _(" and ").join(known.by.get(one.version, ()))) for one in known.texts[::-1]],
        "own": own_additions(request.user, found.key),
        "others": shown_additions(request.user, found.key),
        "form": form or AdditionForm(),
        "held": request.user.is_held,
        "corner": who_can_see(Circle.COLLEAGUES),
    }
    return render(request, "library/guide.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: PersonRequest) -> HttpResponse:
    """The map of interests: who wants to be on it is, and may be looked for by colleagues."""
    posts = request.method == "POST"
    own = interest_for(request.user, Act.CHANGE if posts else Act.SEE)
    form = InterestForm(request.POST if posts else None, initial={"words": own.words})
    problem = ""
    if posts and form.is_valid():
        try:
            return _keep_interest(request, own, form.cleaned_data["words"])
        except (Changed, IntegrityError):
            problem = "changed"
    sought = request.GET.get("q", "").strip()
    everybody = shown_interests(request.user)
    shown = {
        "own": own,
        "form": form,
        "seen": stamp([own.words]),
        "problem": problem,
        "sought": sought,
        "rows": [one for one in everybody if _meets(one.words, sought)],
        "count": len(everybody),
        "corner": who_can_see(Circle.COLLEAGUES),
    }
    return render(request, "library/interests.html", shown, status=409 if problem else 422 if posts else 200)


def _keep_interest(request: PersonRequest, own: Interest, words: str) -> HttpResponse:
    """Raises Changed and IntegrityError where another tab was there first."""
    kept = keep_own(own, words, request.POST.get("seen", ""))
    if not words:
        messages.success(request, _("You are not on the map."))
        return redirect("library:interests")
    kept.shown_at = timezone.now() if request.POST.get("do") == "show" else None
    kept.save(update_fields=["shown_at"])
    told = _("Kept for yourself.")
    if request.POST.get("do") == "show":
        told = _("Colleagues at your school find you by it.")
    messages.success(request, told)
    return redirect("library:interests")


def _meets(words: str, sought: str) -> bool:
    """Every word that was sought, as it stands, in any case."""
    return all(one in words.casefold() for one in sought.casefold().split())
