"""For links, and whoever leads or runs a school of a trust: shares over the trust, term by term, and no school."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.figures.access import trust_with_figures
from sidebyside.figures.paper import hidden_why
from sidebyside.figures.trust_page import hidden_words, how_words, shown
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def figures(request: PersonRequest) -> HttpResponse:
    federation = trust_with_figures(request.user)
    page = {
        "federation": federation,
        "figures": shown(federation, request.user),
        "hidden": hidden_words(),
        "how": how_words(),
        "why": hidden_why(),
        # A leader has no page of the trust's schools.
        "has_schools": doors.may(request.user, Act.SEE, Kind.FEDERATION, federation),
        "corner": who_can_see(Circle.FIGURES),
    }
    return render(request, "figures/trust.html", page)
