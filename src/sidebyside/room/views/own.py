"""The one page of a strand that somebody keeps after leaving: their own words."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.room.access import own_words_for
from sidebyside.room.own import own_words
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def own(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = own_words_for(request.user, code)
    shown = {
        "number": strand.cycle.number,
        "own": own_words(request.user, strand),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "room/own.html", shown)
