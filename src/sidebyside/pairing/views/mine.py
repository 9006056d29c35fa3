"""A person's own page: what I show and to whom; in private, whom I would like and whom not; and who asks me."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.pairing import actions
from sidebyside.pairing.access import group_for, joined_of, wishes_for
from sidebyside.pairing.drawing import rounds_left
from sidebyside.pairing.forms import FactsForm, NameForm, PrivateForm
from sidebyside.pairing.known import placed_in, stays_fixed
from sidebyside.pairing.models import Asked, Joined, Setting, named_in
from sidebyside.pairing.proposed import proposals_for
from sidebyside.pairing.words import why_no_pair
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.co_ordinating import NotPossible
from sidebyside.programme.models import Programme
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = group_for(request.user, code, Act.JOIN)
    joined = joined_of(request.user, programme)
    if request.method != "POST":
        return _page(request, programme, joined)
    if request.POST.get("do") == "leave":
        actions.step_back(programme, request.user)
        messages.success(request, _("You are out of the group. What you wrote in it is erased."))
        return redirect("pairing:mine", code=code)
    form = FactsForm(request.POST, instance=joined or Joined(programme=programme, person=request.user))
    if not form.is_valid():
        return _page(request, programme, joined, form, status=422)
    actions.join(programme, request.user, form.cleaned_data)
    messages.success(
        request, _("Kept. The co-ordinator sees what you show, and a proposal is explained from it.")
    )
    return redirect("pairing:mine", code=code)


@require_POST
def private(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Everything that is the writer's alone. No word of it goes into a message, an address or the log."""
    programme = group_for(request.user, code, Act.JOIN)
    wishes = wishes_for(request.user, programme, Act.CHANGE)
    do = request.POST.get("do", "")
    if do == "erase":
        actions.erase(wishes)
        messages.success(request, _("What you wrote in private is erased."))
    elif do in {"would_like", "would_not", "off"}:
        form = NameForm(request.POST, people=_colleagues(programme, request.user))
        if not form.is_valid():
            messages.error(request, _("Choose a colleague first. Nothing has changed."))
        elif not actions.name_person(wishes, form.cleaned_data["person"], do):
            messages.error(request, _("You have named five already. Take one off first."))
        else:
            messages.success(request, _("Kept, for you alone."))
    else:
        words = PrivateForm(request.POST)
        if words.is_valid():
            wishes.focus = words.cleaned_data["focus"]
            wishes.rests = "yes" if words.cleaned_data["rests"] else ""
            wishes.save()
            messages.success(request, _("Kept, for you alone."))
        else:
            messages.error(request, _("A focus has 120 letters at most. Nothing has changed."))
    return redirect("pairing:mine", code=code)


@require_POST
def ask(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Choosing each other, openly between the two."""
    programme = group_for(request.user, code, Act.JOIN)
    form = NameForm(request.POST, people=_colleagues(programme, request.user))
    if joined_of(request.user, programme) is None or not form.is_valid():
        messages.error(request, _("Join first, and choose a colleague. Nothing has changed."))
        return redirect("pairing:mine", code=code)
    other, do = form.cleaned_data["person"], request.POST.get("do", "")
    made = None
    try:
        if do == "yes":
            made = actions.say_yes(programme, request.user, other)
        elif do == "no":
            actions.say_no(programme, request.user, other)
        elif do == "take back":
            actions.take_back(programme, request.user, other)
        elif _may_choose(programme):
            made = actions.ask_openly(programme, request.user, other)
    except NotPossible as reason:
        messages.error(request, why_no_pair(reason.word))
    if made is not None:
        messages.success(request, _("You have chosen each other. Next, read and sign your agreement."))
        return redirect("programme:pair", code=made.code)
    return redirect("pairing:mine", code=code)


def _colleagues(programme: Programme, person: Person) -> QuerySet[Person]:
    return programme.school.colleagues().exclude(pk=person.pk)


def _may_choose(programme: Programme) -> bool:
    setting = Setting.objects.filter(programme=programme).first()
    return setting is not None and setting.way != Setting.Way.ARRANGED


def _page(
    request: PersonRequest,
    programme: Programme,
    joined: Joined | None,
    form: FactsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = request.user
    shown: dict[str, Any] = {
        "programme": programme,
        "joined": joined,
        "form": form or FactsForm(instance=joined),
        "is_open": Setting.objects.filter(programme=programme).exists(),
        "corner": who_can_see(Circle.YOU),
    }
    if joined is not None:
        wishes = wishes_for(person, programme)
        asked = Asked.objects.filter(programme=programme).select_related("by", "about").order_by("pk")
        shown |= {
            "placed": person.pk in placed_in(programme),
            "proposals": proposals_for(person, programme),
            "would_like": named_in(wishes.would_like),
            "would_not": named_in(wishes.would_not),
            "name_form": NameForm(people=_colleagues(programme, person)),
            "ask_form": NameForm(people=_colleagues(programme, person), auto_id="ask_%s"),
            "private_form": PrivateForm(
                initial={"focus": wishes.focus, "rests": bool(wishes.rests)}, auto_id="private_%s"
            ),
            "may_choose": _may_choose(programme) and not stays_fixed(programme),
            "asked_me": [one.by for one in asked.filter(about=person, closed_at=None)],
            "i_asked": [one.about for one in asked.filter(by=person)],
            "rounds_left": rounds_left(programme),
        }
    return render(request, "pairing/mine.html", shown, status=status)
