"""Lists from the school's office: brought, shown as they would be read, then taken in whole or not at all."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sidebyside.core.calendar import tables
from sidebyside.people import actions
from sidebyside.people.access import school_of
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.timetable import keeping
from sidebyside.timetable.asking import core_of, years_of
from sidebyside.timetable.forms import LARGEST_BYTES, ColumnsForm, FileForm, packed, unpacked
from sidebyside.timetable.models import StaffEntry
from sidebyside.timetable.words import row_problem, unreadable

MOST_PROBLEMS = 40
SHOWN_ROWS = 4
# A mail server takes its time: so many go with one press, and the next press sends the next.
INVITED_AT_ONCE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PersonRequest) -> HttpResponse:
    """Everybody's timetable, for the latest school year."""
    school = school_of(request.user)
    years = years_of(school)
    shown: dict[str, Any] = {"form": FileForm(), "year": years[0] if years else None}
    if request.method != "POST" or not years:
        return render(request, "timetable/bring.html", shown)
    table, content, why = _table(request)
    if table is None:
        return render(request, "timetable/bring.html", shown | {"problems": [why]}, status=422)
    form = _columns(request, table, tables.TIMETABLE_COLUMNS)
    shown |= _mapping(table, content, form)
    if form.is_bound and form.is_valid():
        core = core_of(years[0])
        placed, problems = tables.timetable(table, form.columns(), core, keeping.known_people(school))
        if not problems:
            people = keeping.write_timetables(school, years[0], placed, request.user)
            messages.success(
                request,
                ngettext(
                    "%(n)s person's week is in. They see it under “Your week” and can change it.",
                    "%(n)s people's weeks are in. They see them under “Your week” and can change them.",
                    people,
                )
                % {"n": people},
            )
            return redirect("timetable:bring")
        shown |= _told([row_problem(one, core) for one in problems])
    return render(request, "timetable/bring.html", shown, status=422 if "problems" in shown else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: PersonRequest) -> HttpResponse:
    school = school_of(request.user)
    if request.method == "POST" and request.POST.get("do") == "invite":
        _invite(request, school)
        return redirect("timetable:staff")
    waiting = list(school.staff_list.filter(invited_at=None).order_by("name", "email"))
    shown: dict[str, Any] = {"form": FileForm(), "waiting": waiting, "at_once": INVITED_AT_ONCE}
    if request.method != "POST":
        return render(request, "timetable/staff.html", shown)
    table, content, why = _table(request)
    if table is None:
        return render(request, "timetable/staff.html", shown | {"problems": [why]}, status=422)
    form = _columns(request, table, tables.STAFF_COLUMNS)
    shown |= _mapping(table, content, form)
    if form.is_bound and form.is_valid():
        people, problems = tables.staff(table, form.columns())
        people = tables.without_doubt(people, problems)
        if not problems or (people and request.POST.get("do") == "rest"):
            new, known = keeping.write_staff(school, people, request.user)
            messages.success(
                request,
                _("New on the list: %(new)s. Here or listed already: %(known)s. Nobody was taken off.")
                % {"new": new, "known": known},
            )
            return redirect("timetable:staff")
        shown |= _told([row_problem(one) for one in problems])
        shown |= {"would_come": people[:MOST_PROBLEMS], "would_all": len(people)}
        shown["would_more"] = max(0, len(people) - MOST_PROBLEMS)
    return render(request, "timetable/staff.html", shown, status=422 if "problems" in shown else 200)


def _table(request: PersonRequest) -> tuple[tables.Table | None, bytes, str]:
    """What was brought, as a file or as the page that shows it carries it; or why it is none."""
    if "content" in request.POST:
        content = unpacked(request.POST["content"])
        if content is None:
            return None, b"", unreadable("broken")
    else:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return None, b"", _("Choose a file first. Nothing was taken in.")
        file = form.cleaned_data["file"]
        if (file.size or 0) > LARGEST_BYTES:
            return None, b"", unreadable("too large")
        content = file.read()
    try:
        return tables.read(content), content, ""
    except tables.Unreadable as reason:
        return None, b"", unreadable(reason.word)


def _columns(
    request: PersonRequest, table: tables.Table, known: Mapping[str, tuple[str, ...]]
) -> ColumnsForm:
    guessed = dict.fromkeys(known, -1) | tables.guess(table.columns, known)
    chosen = request.POST if "content" in request.POST else None
    return ColumnsForm(chosen, columns=table.columns, roles=known, initial=guessed)


def _mapping(table: tables.Table, content: bytes, form: ColumnsForm) -> dict[str, Any]:
    return {
        "columns_form": form,
        "table": table,
        "some_rows": [cells for _line, cells in table.rows[:SHOWN_ROWS]],
        "content": packed(content),
    }


def _told(problems: list[str]) -> dict[str, Any]:
    return {"problems": problems[:MOST_PROBLEMS], "more": max(0, len(problems) - MOST_PROBLEMS)}


def _invite(request: PersonRequest, school: School) -> None:
    here = school.people.values("email")
    entries = StaffEntry.objects.filter(school=school, invited_at=None)
    entries.filter(email__in=here).update(invited_at=timezone.now())
    sent = 0
    for entry in entries.order_by("name", "email")[:INVITED_AT_ONCE]:
        try:
            actions.invite(school, entry.email, entry.name, request.user)
        except MailTrouble:
            messages.error(
                request,
                _(
                    "The mail server did not take the invitation to %(email)s. It stays on the list: try again later."
                )
                % {"email": entry.email},
            )
            break
        StaffEntry.objects.filter(pk=entry.pk).update(invited_at=timezone.now())
        sent += 1
    if sent:
        messages.success(
            request,
            ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent)
            % {"n": sent},
        )
