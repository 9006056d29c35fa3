"""Everybody's own week: seen and changed by them alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from sidebyside.core import calendar
from sidebyside.core.calendar import Cell, Entry, Use, clock_words
from sidebyside.people.requests import PersonRequest
from sidebyside.timetable import keeping
from sidebyside.timetable.asking import core_of, weeks_of, year_at
from sidebyside.timetable.models import NoInvites, PersonPeriod
from sidebyside.timetable.words import WEEK_NAMES, WEEKDAYS

OFFERED = "offered"


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: PersonRequest) -> HttpResponse:
    person = request.user
    found = year_at(person.school, timezone.localdate())
    if request.method == "POST":
        if "mails" in request.POST:
            _mails(person.pk, request.POST["mails"])
            messages.success(request, _("That is kept."))
        elif found is not None:
            keeping.write_week(person, found, _typed(request, core_of(found)))
            messages.success(
                request, _("Your week is kept. Your partners see when you are free, nothing else.")
            )
        return redirect("timetable:week")
    core = core_of(found) if found else None
    entries = weeks_of([person], found)[person.pk] if found else {}
    shown = {
        "year": found,
        "weeks": _tables(core, entries) if core else [],
        "choices": _choices(),
        "weekdays": WEEKDAYS[: core.days] if core else (),
        "mails": not NoInvites.objects.filter(person=person).exists(),
    }
    return render(request, "timetable/week.html", shown)


def _choices() -> list[tuple[str, str]]:
    uses = [(str(value), str(label)) for value, label in PersonPeriod.Use.choices]
    offered = (OFFERED, _("planning, I offer it"))
    return [("", pgettext("period", "free")), *uses[:2], offered, *uses[2:]]


def _tables(core: calendar.SchoolYear, entries: dict[Cell, Entry]) -> list[dict[str, Any]]:
    return [
        {
            "name": WEEK_NAMES[number] if core.weeks == 2 else "",
            "rows": [
                {
                    "name": period.name,
                    "times": f"{clock_words(period.begins)}–{clock_words(period.ends)}",
                    "cells": [
                        {
                            "field": _field(number, weekday, place),
                            "day": WEEKDAYS[weekday],
                            "now": _value(entries.get(Cell(number, weekday, period.name))),
                        }
                        for weekday in range(core.days)
                    ],
                }
                for place, period in enumerate(core.periods)
            ],
        }
        for number in range(core.weeks)
    ]


def _field(week: int, weekday: int, place: int) -> str:
    return f"c{week}{weekday}-{place}"


def _value(entry: Entry | None) -> str:
    if entry is None:
        return ""
    return OFFERED if entry.use == Use.PLANNING and entry.offered else entry.use


def _typed(request: PersonRequest, core: calendar.SchoolYear) -> dict[Cell, Entry]:
    found = {}
    for number in range(core.weeks):
        for weekday in range(core.days):
            for place, period in enumerate(core.periods):
                said = request.POST.get(_field(number, weekday, place), "")
                cell = Cell(number, weekday, period.name)
                if said == OFFERED:
                    found[cell] = Entry(Use.PLANNING, offered=True)
                elif said in set(Use):
                    found[cell] = Entry(Use(said))
    return found


def _mails(person: int, wanted: str) -> None:
    if wanted == "yes":
        NoInvites.objects.filter(person=person).delete()
    else:
        NoInvites.objects.get_or_create(person_id=person)
