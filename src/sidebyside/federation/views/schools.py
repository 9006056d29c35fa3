"""The schools of a trust and who is the link at each. Nothing of pairs, and of people no more than that."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.federation import access, actions
from sidebyside.federation.forms import LinkForm
from sidebyside.federation.models import Federation, Link
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

# How many schools stand on one page.
A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def schools(request: PersonRequest) -> HttpResponse:
    """Whoever is asked reads the question and nothing else; a co-ordinator names their school's link."""
    if request.method != "POST":
        return _page(request)
    access.federation_of(request.user, Act.RUN)
    form = LinkForm(request.POST, people=actions.may_be_asked(request.user.school))
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        asked = actions.ask(request.user, form.chosen())
    except actions.NotPossible as reason:
        form.add_error(None, _why_not(reason.word))
        return _page(request, form, 422)
    if asked.person_id == request.user.pk:
        messages.success(request, _("You are your school’s link now."))
    else:
        messages.success(
            request, _("%(name)s finds the question on their own page.") % {"name": form.chosen().name}
        )
    return redirect("federation:schools")


@require_POST
def link(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A press on one asking or one link: yes, no; end it; lead, stop leading."""
    do, person = request.POST.get("do", ""), request.user
    try:
        if do == "end":
            _end(request, access.link_for(person, code, Act.DELETE))
        elif do in {"lead", "follow"}:
            _lead(request, access.link_for(person, code, Act.CHANGE), leads=do == "lead")
        else:
            _answer(request, access.link_for(person, code, Act.JOIN), do)
    except actions.NotPossible as reason:
        messages.error(request, _why_not(reason.word))
    return _back(person)


def _answer(request: PersonRequest, asked: Link, do: str) -> None:
    if do == "yes":
        actions.say_yes(asked)
        messages.success(request, _("You are your school’s link now."))
    elif do == "no":
        actions.say_no(asked)
        messages.success(request, _("You have said no. No reason is asked for."))


def _end(request: PersonRequest, found: Link) -> None:
    actions.end(found, request.user)
    messages.success(
        request,
        _("The question is taken back.")
        if found.yes_at is None
        else _("Your school has no link at the moment."),
    )


def _lead(request: PersonRequest, found: Link, *, leads: bool) -> None:
    if leads:
        actions.lead(found)
        messages.success(request, _("You lead the links now. It opens nothing more to you."))
    else:
        actions.stop_leading(found)
        messages.success(request, _("You no longer lead the links. Another link can."))


def _back(person: Person) -> HttpResponse:
    """To the page, or home for whoever may not open it any more."""
    return redirect("federation:schools" if access.has_page(person) else "home")


def _page(request: PersonRequest, form: LinkForm | None = None, status: int = 200) -> HttpResponse:
    person = request.user
    asked = access.asked_of(person)
    shown: dict[str, Any] = {"asked": asked}
    if asked is not None:
        shown["federation"] = asked.member.federation
    if asked is None or doors.may(person, Act.SEE, Kind.FEDERATION, asked.member.federation):
        shown |= _whole(person, access.federation_of(person), form, request.GET.get("page", ""))
    return render(request, "federation/schools.html", shown, status=status)


def _whole(person: Person, federation: Federation, form: LinkForm | None, number: str) -> dict[str, Any]:
    page = Paginator(access.schools_of(federation), A_PAGE).get_page(number)
    own = access.link_of(person.school)
    shown: dict[str, Any] = {
        "federation": federation,
        "page": page,
        "schools": [(one.school, next(iter(one.acting), None)) for one in page],  # type: ignore[attr-defined]
        "lead": access.lead_of(federation),
        "own": own,
        "is_link": own is not None and own.person_id == person.pk,
        "runs": doors.may(person, Act.RUN, Kind.FEDERATION, federation),
    }
    if shown["is_link"]:
        shown["visits"] = access.visits_of(person)
    if shown["runs"]:
        waiting = (
            Link.objects.asked().filter(member__school=person.school_id).select_related("person").first()
        )
        shown["waiting"] = waiting
        if waiting is None or form is not None:
            shown["form"] = form or LinkForm(people=actions.may_be_asked(person.school))
    return shown


def _why_not(word: str) -> str:
    return {
        "not a colleague": _(
            "That person has no open account of their own at this school. Choose somebody else."
        ),
        "already": _("That person is your school’s link already."),
        "asked somebody": _("You have asked somebody already. Take that question back first."),
        "over": _("That is over: the question has been taken back, or your school is in no trust any more."),
        "led": _("Another link leads already. Once they stop, you can."),
    }[word]
