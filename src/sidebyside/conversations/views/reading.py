"""The reading of a talk, the talk in time, and what is for the coachee alone."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidebyside.conversations.codes.access import coded_strand, further_strand
from sidebyside.conversations.reading import playing
from sidebyside.conversations.reading.page import Mark, ReadingPage, reading_page
from sidebyside.conversations.reading.timeline import InTime
from sidebyside.conversations.written import sitting_in
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.words import Circle, who_can_see


def shown(page: ReadingPage, place: str) -> dict[str, Any]:
    return {
        "strand": page.strand,
        "corner": sitting_in.corner(page.strand),
        "page": page,
        "place": place,
        "plays": playing.for_script(page.sound, page.film),
    }


@require_safe
def reading(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    page = reading_page(request.user, coded_strand(request.user, code))
    told = shown(page, "reading")
    if page.state == "read":
        told["time"] = InTime(page, is_small=True)
    return render(request, "conversations/reading/page.html", told)


@require_safe
def in_time(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    page = reading_page(request.user, coded_strand(request.user, code))
    told = shown(page, "in-time")
    if page.talk is not None and page.talk.turns:
        told["time"] = InTime(page)
    return render(request, "conversations/reading/in_time.html", told)


@require_safe
def further(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Up to three suggestions for who was filmed, once both have signed off. Nobody else learns that there are any."""
    page = reading_page(request.user, further_strand(request.user, code))
    told = shown(page, "further") | {"corner": who_can_see(Circle.YOU)}
    if page.is_signed_off and page.talk is not None and not page.is_blind:
        told["further"] = [Mark(_(one.text), page.talk.said(one.turns)) for one in page.talk.further]
    return render(request, "conversations/reading/further.html", told)
