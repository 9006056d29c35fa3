"""What the group does together: a co-ordinator's events, and everybody's own list of them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.events.asking import answer_of, events_of
from sidebyside.events.days import suggested
from sidebyside.events.forms import EventForm
from sidebyside.events.models import Event
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import programme_for
from sidebyside.programme.models import Programme
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see

LUNCH = {"time": "12:30", "minutes": 45}


@require_safe
def together(request: PersonRequest) -> HttpResponse:
    """All that this person is asked to, what comes first."""
    found = [(event, answer_of(event)) for event in events_of(request.user)]
    coming = [one for one in found if not one[0].is_over]
    shown = {
        "coming": coming,
        "runs": [] if coming else _run_by(request.user),
        "past": [one for one in reversed(found) if one[0].is_over],
        "corner": who_can_see(Circle.EVENT),
    }
    return render(request, "events/together.html", shown)


def _run_by(person: Person) -> list[Programme]:
    """Where this person may put in a meeting."""
    return list(Programme.objects.filter(co_ordinators__person=person, closed_at=None).order_by("-made_at"))


@require_http_methods(["GET", "HEAD", "POST"])
def events(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A programme's events. A POST makes one."""
    programme = programme_for(request.user, code, Act.RUN)
    form = EventForm(request.POST if request.method == "POST" else None, initial=LUNCH | _offered(request))
    if form.is_bound and form.is_valid():
        event = Event.objects.create(programme=programme, **form.kept())
        messages.success(request, _("It is there. Everybody whom it is for finds it on home."))
        return redirect("events:event", code=event.code)
    rows = list(programme.events.all())
    taken = {timezone.localtime(one.starts_at).date() for one in rows if one.stands}
    days = [] if form.is_bound else suggested(programme, timezone.localdate())
    shown = {
        "programme": programme,
        "coming": [one for one in rows if not one.is_over],
        "past": [one for one in reversed(rows) if one.is_over],
        "days": [(one.day, one.sort, Event.Sort(one.sort).label) for one in days if one.day not in taken],
        "form": form,
        "corner": who_can_see(Circle.EVENT),
    }
    return render(request, "events/events.html", shown, status=422 if form.errors else 200)


def _offered(request: PersonRequest) -> dict[str, str]:
    """A suggested day, taken into the form by a link. A carousel begins as the whole school's."""
    offered = {name: request.GET[name] for name in ("day", "sort") if name in request.GET}
    if offered.get("sort") == Event.Sort.CAROUSEL:
        offered |= {"whole_school": "on", "time": "15:45", "minutes": "60"}
    return offered
