"""Lining a further film up by hand: both play, the owner moves one until it fits."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.recordings.access import best_film, film_of
from sidebyside.recordings.lining_up_by_hand import line_up
from sidebyside.recordings.words import name_of
from sidebyside.room.access import Showing
from sidebyside.room.angles import angle_to_line_up, how_it_lies
from sidebyside.room.film import film_for_page
from sidebyside.room.forms import AngleForm
from sidebyside.room.words import room_words
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def angle(request: PersonRequest, code: uuid.UUID, film: uuid.UUID) -> HttpResponse:
    strand, found = angle_to_line_up(request.user, code, film)
    first = film_of(strand)
    shown = film_for_page(Showing(first, whole=True), [found]) if first is not None else None
    if shown is None or best_film(found) is None:
        messages.warning(request, _("Both films must be there first. Come back when they can be watched."))
        return redirect("room:prepare", code=strand.code)
    form = AngleForm(request.POST or None, initial={"on_film_ms": found.on_film_ms})
    if request.method == "POST" and form.is_valid():
        line_up(found, form.cleaned_data["on_film_ms"])
        messages.success(request, _("Kept. In the room you can switch between the films now."))
        return redirect("room:prepare", code=strand.code)
    context = {
        "strand": strand,
        "film": shown,
        "angle": shown.angles[0],
        "name": name_of(found),
        "lies": how_it_lies(found),
        "form": form,
        "words": room_words(),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "room/angle.html", context, status=422 if form.errors else 200)
