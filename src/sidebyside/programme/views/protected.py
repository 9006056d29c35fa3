"""A slot kept for the pair, and what becomes of a single one."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.programme import protected
from sidebyside.programme.access import partnership_for
from sidebyside.programme.forms import insist_on_a_sensible_day, on_the_schools_clock
from sidebyside.programme.models import Partnership
from sidebyside.programme.standing import is_across
from sidebyside.timetable.models import Reason
from sidebyside.timetable.words import WEEK_NAMES, WEEKDAYS
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see

SHOWN = timedelta(days=42)


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code, Act.CHANGE)
    if request.method == "POST":
        what, is_right = _do(request, partnership)
        (messages.success if is_right else messages.error)(request, what)
        return redirect("programme:kept", code=code)
    year, places = protected.places_for(partnership)
    shown = {
        "partnership": partnership,
        "year": year,
        "across": is_across(partnership),
        "places": [(place.value, _place_words(place)) for place in places],
        "series": [_shown(one) for one in protected.series_of(partnership)],
        "reasons": [choice for choice in Reason.choices if choice[0] != Reason.MOVED],
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "programme/kept.html", shown)


def _place_words(place: protected.Place) -> str:
    day, period = WEEKDAYS[place.weekday], place.period.name
    if place.week is None:
        return _("every %(day)s, period %(period)s") % {"day": day, "period": period}
    return _("%(day)s of %(week)s, period %(period)s") % {
        "day": day,
        "period": period,
        "week": WEEK_NAMES[place.week],
    }


def _shown(series: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "code": series.code,
        "words": _place_words(protected.place_of(series)),
        "slots": protected.occurrences_of(series, today, today + SHOWN),
    }


def _do(request: PersonRequest, partnership: Partnership) -> tuple[str, bool]:
    gone = _("That slot is not there any more. Nothing was changed.")
    do = request.POST.get("do", "")
    if do == "keep":
        kept_already = [protected.place_of(one).value for one in protected.series_of(partnership)]
        if request.POST.get("place") in kept_already:
            return _("The slot is kept for you both until the school year ends."), True
        _year, places = protected.places_for(partnership)
        place = next((one for one in places if one.value == request.POST.get("place")), None)
        if place is None:
            return _("One of you is not free then any more. Choose another."), False
        protected.keep(partnership, place, request.user)
        return _("The slot is kept for you both until the school year ends."), True
    code, day = _code(request.POST.get("series", "")), _day(request.POST.get("day", ""))
    if do == "end":
        found = protected.end(partnership, code)
        return (_("From today on it is kept no more."), True) if found else (gone, False)
    if day is None:
        return gone, False
    if do == "back":
        found = protected.put_back(partnership, code, day)
        return (_("It stands where it stood."), True) if found else (gone, False)
    return _change(request, partnership, code, day, gone)


def _change(
    request: PersonRequest, partnership: Partnership, code: uuid.UUID, day: date, gone: str
) -> tuple[str, bool]:
    moved_to, reason = None, request.POST.get("reason", "")
    if request.POST.get("do") == "move":
        try:
            moved_to = _moment(request.POST.get("to", ""))
        except ValidationError as problem:
            return problem.messages[0], False
    elif reason not in Reason.values:
        reason = Reason.OTHER
    if not protected.change_one(partnership, code, day, moved_to, reason):
        return gone, False
    return (_("It is moved."), True) if moved_to else (_("It is cancelled. No more is asked or kept."), True)


def _moment(typed: str) -> datetime:
    """Raises ValidationError."""
    try:
        local = parse_datetime(typed)
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None:
        raise ValidationError(_("Choose the day and the time it moves to."))
    moment = on_the_schools_clock(local.date(), local.time())
    insist_on_a_sensible_day(moment, may_be_over=False)
    return moment


def _code(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None
