"""For leaders, governors and the co-ordinator: stages and time as they are, answers as published figures alone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sidebyside.cover.ledger import FEWEST_PAIRS
from sidebyside.federation.access import is_in_one
from sidebyside.figures.access import school_with_figures
from sidebyside.figures.page import hidden_words, shown
from sidebyside.figures.paper import as_pdf, hidden_why, how_words
from sidebyside.figures.stages import sums_of
from sidebyside.people.models import Person, School
from sidebyside.people.requests import PersonRequest
from sidebyside.timetable.models import Year
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def figures(request: PersonRequest) -> HttpResponse:
    school = school_with_figures(request.user)
    return render(request, "figures/figures.html", _shown(school, request.user))


@require_safe
def away(request: PersonRequest) -> HttpResponse:
    told = _shown(school_with_figures(request.user), request.user)
    response = HttpResponse(as_pdf(told), content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="sidebyside-figures-{timezone.localdate():%Y-%m-%d}.pdf"'
    )
    return response


def _shown(school: School, viewer: Person) -> dict[str, Any]:
    return {
        "school": school,
        "sums": sums_of(school),
        "figures": shown(school, viewer),
        "hidden": hidden_words(),
        "fewest": FEWEST_PAIRS,
        "how": how_words(),
        "why": hidden_why(),
        "has_year": Year.objects.filter(school=school).exists(),
        "has_trust": is_in_one(school),
        "corner": who_can_see(Circle.FIGURES),
    }
