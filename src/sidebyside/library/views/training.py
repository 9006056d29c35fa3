"""Training: read, tried out, ticked by oneself; the co-ordinator sees dates."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.change.access import has_layers, programmes_with_charts
from sidebyside.library.access import module_called, school_for_training, tried_for
from sidebyside.library.keeping import keep_own
from sidebyside.library.models import Finished, Tried
from sidebyside.library.texts import CARDS, GUIDES, LEADERSHIP, MODULES, WAY_IN, Text, text
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.forms import WordsField
from sidebyside.programme.seen import Changed, stamp
from sidebyside.trust.doors import is_shut_out, may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


class TriedForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What you noticed when you tried it"),
        help_text=gettext_lazy("For you alone. Nobody asks for it."),
        rows=5,
    )


@require_safe
def training(request: PersonRequest) -> HttpResponse:
    dates = dict(Finished.objects.filter(person=request.user).values_list("module", "on"))
    rows = [(text(key), dates.get(key)) for key in MODULES]
    shown = {
        "rows": rows,
        "next": next((module for module, on in rows if on is None), None),
        "count": len(dates.keys() & set(MODULES)),
        "guides": [text(key) for key in GUIDES],
        "changes": programmes_with_charts(request.user),
        "has_layers": has_layers(request.user),
        "pieces": [text(key) for key in (WAY_IN, CARDS, LEADERSHIP)],
        "sees_school": may(request.user, Act.SEE, Kind.TRAINING, request.user.school),
    }
    return render(request, "library/training.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def module(request: PersonRequest, key: str) -> HttpResponse:
    """One module. A POST keeps one's notes, ticks it, or takes the tick away."""
    found = module_called(key)
    if request.method != "POST":
        tried = None if is_shut_out(request.user, Kind.TRIED) else tried_for(request.user, key, Act.SEE)
        return _page(request, found, tried)
    tried = tried_for(request.user, key)
    form = TriedForm(request.POST)
    if not form.is_valid():
        return _page(request, found, tried, form, status=422)
    do = request.POST.get("do", "")
    try:
        if do != "undo":
            _keep(tried, form.cleaned_data["words"], request.POST.get("seen", ""))
    except Changed:
        return _page(request, found, tried, form, problem="changed", status=409)
    if do == "finish":
        Finished.objects.get_or_create(
            person=request.user,
            module=key,
            defaults={"version": found.version, "on": timezone.localdate()},
        )
        messages.success(request, _("Ticked. Your co-ordinator sees the date, and nothing that you wrote."))
        return redirect("library:training")
    if do == "undo":
        Finished.objects.filter(person=request.user, module=key).delete()
        messages.success(request, _("The tick is taken away."))
    else:
        messages.success(request, _("Kept, for you alone."))
    return redirect("library:module", key=key)


def _keep(tried: Tried, words: str, seen: str) -> None:
    """Raises Changed. An emptied note goes."""
    try:
        keep_own(tried, words, seen)
    except IntegrityError:
        # Another tab made the note in this very moment.
        raise Changed from None


def _page(
    request: PersonRequest,
    found: Text,
    tried: Tried | None,
    form: TriedForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    words = tried.words if tried else ""
    at = MODULES.index(found.key)
    shown = {
        "module": found,
        "tried": tried,
        "form": form or TriedForm(initial={"words": words}),
        "seen": stamp([words]),
        "problem": problem,
        "finished": Finished.objects.filter(person=request.user, module=found.key).first(),
        "number": at + 1,
        "count": len(MODULES),
        "following": text(MODULES[at + 1]) if at + 1 < len(MODULES) else None,
        "corner": who_can_see(Circle.YOU) if tried is not None else "",
    }
    return render(request, "library/module.html", shown, status=status)


@require_safe
def who(request: PersonRequest) -> HttpResponse:
    """Who at the co-ordinator's school has finished what, and when. There is nothing else to see."""
    school = school_for_training(request.user)
    dates: dict[int, list[Finished]] = {}
    for one in Finished.objects.filter(person__school=school, module__in=MODULES).order_by("on", "pk"):
        dates.setdefault(one.person_id, []).append(one)
    people = school.colleagues().order_by("name", "pk")
    titles = {key: text(key).title for key in MODULES}
    rows = [(person, [(titles[one.module], one.on) for one in dates.get(person.pk, ())]) for person in people]
    shown = {
        "rows": rows,
        "count": len(MODULES),
        "begun": sum(bool(done) for _person, done in rows),
        "corner": who_can_see(Circle.TRAINING),
    }
    return render(request, "library/who.html", shown)
