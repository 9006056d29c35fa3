"""One event: who comes, what hangs, and for its co-ordinator when and whether it is."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.events import actions
from sidebyside.events.access import event_for, hanging
from sidebyside.events.forms import EventForm
from sidebyside.events.models import Answer, Event
from sidebyside.events.paper import names_on
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see

ANSWERS = {"yes", "no", "noted"}


@require_http_methods(["GET", "HEAD", "POST"])
def event(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A POST answers; a co-ordinator's changes it, calls it off, or has it stand again."""
    if request.method != "POST":
        return _page(request, event_for(request.user, code))
    do = request.POST.get("do", "")
    if do in ANSWERS:
        return _answer(request, event_for(request.user, code, Act.JOIN), do)
    found = event_for(request.user, code, Act.RUN)
    if do in {"cancel", "stand"}:
        actions.cancel(found, off=do == "cancel")
        audit.did("cancelled" if do == "cancel" else "restored", "event", found.code, request.user.code)
        said = (
            _("It is off. Whoever had said yes is told on home.") if do == "cancel" else _("It stands again.")
        )
        messages.success(request, said)
        return redirect("events:event", code=code)
    form = EventForm(request.POST, event=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    if actions.change(found, form.kept()):
        messages.success(request, _("Moved. Everybody is asked again whether they come."))
    else:
        messages.success(request, _("That is kept."))
    return redirect("events:event", code=code)


def _answer(request: PersonRequest, found: Event, do: str) -> HttpResponse:
    if do == "noted":
        actions.take_note(found, request.user)
    elif found.is_over or not found.stands:
        messages.error(request, _("It is over, or off. Nothing was changed."))
    elif not actions.answer(found, request.user, comes=do == "yes", moves=_seen(request)):
        messages.error(request, _("The time was changed meanwhile. Look again, and say whether you come."))
    else:
        messages.success(
            request, _("You come. Thank you.") if do == "yes" else _("You cannot come. Nobody asks why.")
        )
    return redirect("events:event", code=found.code)


def _seen(request: PersonRequest) -> int:
    said = request.POST.get("moves", "")
    return int(said) if said.isdecimal() and len(said) < 6 else -1


def _page(
    request: PersonRequest, found: Event, form: EventForm | None = None, status: int = 200
) -> HttpResponse:
    mine = Answer.objects.filter(event=found, person=request.user).first()
    runs = doors.may(request.user, Act.RUN, Kind.EVENT, found)
    shown = {
        "event": found,
        "mine": mine if mine is None or mine.moves == found.moves else None,
        "is_off_to_me": mine is not None and mine.comes and not mine.told and not found.stands,
        "may_answer": doors.may(request.user, Act.JOIN, Kind.EVENT, found),
        "runs": runs,
        "count": Answer.objects.filter(event=found, comes=True, moves=found.moves).count(),
        "posters": [(one, names_on(one)) for one in hanging(request.user, found)],
        "held": request.user.is_held,
        "form": form or (EventForm(event=found) if runs else None),
        "corner": who_can_see(Circle.EVENT),
    }
    return render(request, "events/event.html", shown, status=status)
