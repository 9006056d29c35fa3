"""The owner's own list of what happened with their films."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.recordings.watched import MOST, happened
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def watched(request: PersonRequest) -> HttpResponse:
    found = happened(request.user)
    shown = {"happened": found, "is_all": len(found) < MOST, "corner": who_can_see(Circle.YOU)}
    return render(request, "recordings/watched.html", shown)
