"""Aims that go on through many conversations: each partner writes their own and reads the others'."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import partnership_for
from sidebyside.programme.aims import aims_of, standing_aims, write_aims
from sidebyside.programme.forms import AimsForm
from sidebyside.programme.models import Partnership
from sidebyside.programme.seen import Changed, stamp
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def aims(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code, Act.CHANGE)
    doors.check(request.user, Act.CHANGE, Kind.AIM, partnership)
    if request.method != "POST":
        return _page(request, partnership)
    form = AimsForm(request.POST)
    if not form.is_valid():
        return _page(request, partnership, form, status=422)
    try:
        write_aims(partnership, request.user, form.words(), request.POST.get("seen", ""))
    except Changed:
        return _page(request, partnership, form, problem="changed", status=409)
    messages.success(request, _("Your aims are kept. They go on until you take them away."))
    return redirect("programme:aims", code=code)


def _page(
    request: PersonRequest,
    partnership: Partnership,
    form: AimsForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    own = [one.words for one in standing_aims(partnership, request.user)]
    everybody = aims_of(partnership)
    others = [one.person for one in partnership.members_in if one.person != request.user]
    shown = {
        "partnership": partnership,
        "form": form or AimsForm(words=own),
        "seen": stamp(own),
        "own": own,
        "problem": problem,
        "names": _(" and ").join(one.name for one in others),
        "others": [
            (person, [aim for aim in everybody if aim.person_id == person.pk and aim.ended_at is None])
            for person in others
        ],
        "ended": [aim for aim in everybody if aim.person_id == request.user.pk and aim.ended_at is not None],
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "programme/aims.html", shown, status=status)
