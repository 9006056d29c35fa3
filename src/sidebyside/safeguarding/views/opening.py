"""The pages of the two: find one lesson by its date, ask for it, look at what is open, end it."""

import uuid
from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.people.second_forms import factor_form
from sidebyside.programme.standing import is_across
from sidebyside.safeguarding import access, actions, contents
from sidebyside.safeguarding.forms import FindForm, ReasonForm
from sidebyside.safeguarding.models import Ask, Opening, Period
from sidebyside.safeguarding.standing import OPEN_FOR, runs, the_two
from sidebyside.safeguarding.words import coaches_of

MOST_LISTED = 20


@require_safe
def here(request: PersonRequest) -> HttpResponse:
    """What waits or is open, and one colleague's lessons by their dates. Whether anything was filmed is not said."""
    period = access.period_for(request.user)
    people = _people(period)
    form = FindForm(request.GET if "who" in request.GET else None, people=people)
    who = form.cleaned_data["who"] if form.is_bound and form.is_valid() else ""
    now = [one for one in access.openings().filter(period=period, ended_at=None) if not actions.is_over(one)]
    there = {one.pk: one for one in access.strands_since(period).filter(pk__in=[o.strand_id for o in now])}
    for one in now:
        if one.strand_id in there:
            one.strand = there[one.strand_id]
    shown = {
        "period": period,
        "form": form,
        "lessons": _lessons(period, who) if who else None,
        "now": [_told(one, request.user) for one in now if one.strand_id in there],
        "others": [one for one in the_two(period.school_id) if one != request.user],
    }
    return render(request, "safeguarding/here.html", shown)


def _people(period: Period) -> list[tuple[str, str]]:
    """Of this school alone: a coach of another one is named to nobody here."""
    own = Person.objects.filter(
        school=period.school_id, strand_parts__strand__in=access.strands_since(period)
    )
    rows = own.values_list("code", "name").distinct()
    return sorted({(str(code), name) for code, name in rows}, key=lambda one: one[1].casefold())


def _lessons(period: Period, who: str) -> list[dict[str, Any]]:
    found = access.strands_since(period).filter(pk__in=_of(period, who)).order_by("-lesson_at", "-pk")
    return [
        {
            "strand": strand,
            "lesson": contents.lesson_is_newer(strand, period.on_at),
            "talk": not is_across(strand),
            "coaches": coaches_of(strand),
        }
        for strand in found[:MOST_LISTED]
        if contents.lesson_is_newer(strand, period.on_at) or _meets_since(strand, period)
    ]


def _of(period: Period, who: str) -> list[int]:
    mine = access.strands_since(period).filter(parts__person__code=who)
    return list(mine.values_list("pk", flat=True).distinct())


def _meets_since(strand: Any, period: Period) -> bool:
    return strand.meeting_at is None or strand.meeting_at > period.on_at


def _told(opening: Opening, person: Person) -> dict[str, Any]:
    asked = [one.person for one in opening.asks.all()]
    return {
        "opening": opening,
        "is_open": runs(opening),
        "asked": _(" and ").join(one.name for one in asked),
        "is_yours": person in asked,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, code: uuid.UUID, what: str) -> HttpResponse:
    """The reason, the box and a second factor, all at once: the factor last, so that no code is used up for nothing.
    Who has asked already and comes in another session shows the factor alone."""
    period, strand = access.strand_to_ask(request.user, code, what)
    given = request.POST if request.method == "POST" else None
    asks = _asks(period, strand.pk, what)
    again = any(one.person == request.user for one in asks)
    form, problem = None if again else ReasonForm(given), ""
    # Not even looked at before the rest is right: a form that is shown again checks what was typed into it.
    factor = factor_form(request.user, given if form is None or form.is_valid() else None)
    if given is not None and factor.is_valid():
        reason = form.cleaned_data["reason"] if form is not None else ""
        try:
            made = actions.ask(period, strand, what, request.user, access.session_of(request), reason)
            return redirect("safeguarding:opening", made.code)
        except actions.CannotNow as why:
            problem = _why_not(why.word)
            form = ReasonForm() if why.word == "lapsed" else form
    shown = {
        "form": form,
        "factor": factor,
        "problem": problem,
        "strand": strand,
        "coaches": coaches_of(strand),
        "what": what,
        "asks": [one for one in asks if one.person != request.user and hasattr(one, "reason")],
        "has_factor": factor.can_be_shown,
        "options": begin_authentication(request.user) if "credential" in factor.fields else None,
    }
    wrong = problem or factor.errors or (form is not None and form.errors)
    return render(request, "safeguarding/ask.html", shown, status=422 if wrong else 200)


def _why_not(word: str) -> str:
    if word == "lapsed":
        return _(
            "What you had asked for is over since this moment. Nothing was opened, and nobody was told. Say again why "
            "it must be looked at."
        )
    return _(
        "There is nothing of this that can be opened: nothing was kept, it was made before this was switched "
        "on, it is deleted, or it is withheld from everybody. Nothing was opened, and nobody was told."
    )


def _asks(period: Period, strand: int, what: str) -> list[Ask]:
    """Who has asked and why: the other one reads it before asking as well."""
    opening = access.openings().filter(period=period, strand=strand, what=what, ended_at=None).first()
    if opening is None or actions.is_over(opening):
        return []
    return list(opening.asks.select_related("person", "reason__author").order_by("at", "pk"))


@require_safe
def opening(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    found = access.opening_for(request.user, code)
    is_open = access.may_see(request.user, found, access.session_of(request))
    shown: dict[str, Any] = {
        "opening": found,
        "strand": found.strand,
        "coaches": coaches_of(found.strand),
        "is_open": is_open,
        "runs": runs(found),
        "is_over": actions.is_over(found),
        **_told(found, request.user),
    }
    if is_open:
        assert found.opened_at is not None
        if request.method == "GET":
            actions.looked(found, request.user, page=True)
        shown |= {"until": found.opened_at + OPEN_FOR, "films": _films(found)}
        if found.what == Opening.What.TALK:
            shown["words"] = contents.words_of(found)
    return render(request, "safeguarding/opening.html", shown | {"is_open": is_open})


def _films(found: Opening) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "is_sound": found.what == Opening.What.TALK or not one.width_px,
            "number": number,
        }
        for number, one in enumerate(contents.recordings_of(found), 1)
    ]


@require_POST
def end(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    actions.end(access.opening_for(request.user, code), request.user)
    messages.success(request, _("It is closed, for both of you."))
    return redirect("safeguarding:here")
