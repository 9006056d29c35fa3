"""The school year on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.access import school_of
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.timetable import keeping
from sidebyside.timetable.asking import core_of, years_of
from sidebyside.timetable.forms import YearPage
from sidebyside.timetable.models import Year
from sidebyside.timetable.words import year_problem


@require_http_methods(["GET", "HEAD", "POST"])
def year(request: PersonRequest) -> HttpResponse:
    """``?next=1`` writes the year after, ``?usual=1`` begins with a usual one; else the latest is changed. The address
    stays the same while it is typed."""
    school = school_of(request.user)
    years = years_of(school)
    found = None if "next" in request.GET or not years else years[0]
    today = timezone.localdate()
    autumn = (today.year if today.month >= 7 else today.year - 1) + ("next" in request.GET)
    usual = autumn if "usual" in request.GET else None
    page = YearPage(request.POST if request.method == "POST" else None, found, usual)
    if request.method == "POST" and page.is_valid() and not _problems(page, school, found):
        keeping.write_year(school, found, page.typed(), request.user)
        messages.success(request, _("The school year is kept. Everybody's free time is counted with it now."))
        if not years:
            # The first thing that a new school does; the next one stands there.
            return redirect("home")
        return redirect("timetable:year")
    shown = {
        "page": page,
        "year": found,
        "is_next": "next" in request.GET,
        "is_usual": usual is not None and found is None,
        "core": core_of(found) if found else None,
        "school": school,
    }
    return render(request, "timetable/year.html", shown, status=422 if request.method == "POST" else 200)


def _problems(page: YearPage, school: School, found: Year | None) -> list[str]:
    typed = page.typed()
    wrong = keeping.problems_of(typed, school, found)
    page.problems = [year_problem(one) for one in wrong]
    for one in wrong:
        page.mark(one, year_problem(one))
    if not page.problems:
        page.problems = [
            _(
                "Period “%(name)s” stands in somebody's week. Give it another name or other times, and keep it."
            )
            % {"name": period.name}
            for period in keeping.in_use(found, typed)
        ]
    return page.problems
