"""The second look at a blurred film: the owner names somebody; whoever is named looks, marks and says so."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings import access, live, sending, viewings
from sidebyside.recordings.blurring import page, second
from sidebyside.recordings.blurring.forms import NameForm, StretchForm
from sidebyside.recordings.blurring.models import SecondLook
from sidebyside.recordings.models import Recording
from sidebyside.recordings.views.playback import signed_out
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def _opened(person: Person, code: uuid.UUID, act: Act) -> SecondLook:
    look = second.look_for(person, code)
    doors.check(person, act, Kind.SECOND_LOOK, look)
    assert look is not None
    return look


@require_http_methods(["GET", "HEAD", "POST"])
def second_look(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """For whoever is named. ``do`` is mark, unmark or done."""
    if request.method != "POST":
        look = _opened(request.user, code, Act.SEE)
        return render(request, "recordings/second_look.html", page.second_look(look))
    look = _opened(request.user, code, Act.CHANGE)
    do = request.POST.get("do")
    if do == "done":
        return _done(request, look)
    if do == "unmark":
        mark = viewings.as_code(request.POST.get("mark"))
        if mark is not None:
            second.unmark(look, mark)
    elif do == "mark":
        form = StretchForm(request.POST, duration_ms=look.recording.duration_ms)
        if not form.is_valid():
            return render(request, "recordings/second_look.html", page.second_look(look, form), status=422)
        if second.mark(look, form.where["start_ms"], form.where["end_ms"]):
            messages.success(request, _("Marked. %(name)s sees it.") % {"name": look.asked_by.name})
        else:
            messages.error(request, _("There are as many marks as there may be. Say that you are done."))
    return redirect("recordings:second-look", code=code)


def _done(request: PersonRequest, look: SecondLook) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        messages.warning(request, _("Tick that you have watched it to the end."))
        return redirect("recordings:second-look", code=look.code)
    if second.done(look) is not None:
        messages.success(
            request,
            _("Thank you. %(name)s is told, and the film is closed to you again.")
            % {"name": look.asked_by.name},
        )
    return redirect("home")


@login_not_required
@require_safe
def film(request: PersonRequest, code: uuid.UUID) -> HttpResponseBase:
    """The bytes of the blurred film, and of nothing else."""
    if not request.user.is_authenticated:
        return signed_out()
    look = _opened(request.user, code, Act.SEE)
    rendition = access.best_film(look.recording)
    if rendition is None or not rendition.blurred:
        doors.nothing_here()
    rendition.recording = look.recording

    def may(person: Person) -> bool:
        fresh = second.look_for(person, code)
        return fresh is not None and doors.may(person, Act.SEE, Kind.SECOND_LOOK, fresh)

    response = sending.send(request, rendition, live.StillAllowed(request, may))
    if request.method == "GET" and response.status_code in (200, 206):
        viewings.fetched(request.user, look.recording, viewings.as_code(request.GET.get("v")))
    return response


@require_POST
def ask_second_look(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    """The owner names somebody."""
    recording = access.lesson_film_in(request.user, code, film, Act.SHARE)
    form = NameForm(request.POST)
    if not form.is_valid():
        shown = page.shown(recording, name_form=form)
        return render(request, "recordings/faces.html", shown, status=422)
    _ask(request, recording, form.cleaned_data["email"])
    return _back(code, film)


@require_POST
def answer_second_look(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    """The owner takes it back, or has looked at a ``mark``."""
    recording = access.lesson_film_in(request.user, code, film, Act.SHARE)
    mark = viewings.as_code(request.POST.get("mark"))
    if mark is not None:
        second.settle(recording, mark, request.user)
    elif second.take_back(recording, request.user):
        messages.success(request, _("Taken back. An open player stops within seconds."))
    return _back(code, film)


def _back(code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    response = redirect("recordings:faces", code=code, film=film)
    response.headers["Location"] += "#second-look"
    return response


def _ask(request: PersonRequest, recording: Recording, email: str) -> None:
    try:
        look = second.ask(recording, request.user, email)
    except second.CannotName as refused:
        messages.error(
            request,
            {
                "film": _("Nobody can be asked now: take the share back, or make the blurred film first."),
                "colleague": _("Nobody else at your school has this e-mail here. Look at how it is spelt."),
            }[refused.why],
        )
    else:
        messages.success(request, _("%(name)s is asked.") % {"name": look.person.name})
