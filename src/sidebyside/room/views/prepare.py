"""Prepare, each alone: the film, own moments beside the wave, extracts, and the word "ready"."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.recordings.sharing import resting
from sidebyside.room import notes, preparing
from sidebyside.room.access import Showing, room_for, showing_for
from sidebyside.room.angles import LIES, angles_for, rows_for
from sidebyside.room.film import film_for_page
from sidebyside.room.forms import BeginsForm, MomentForm
from sidebyside.room.models import Moment
from sidebyside.room.words import room_words
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def prepare(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    showing = showing_for(request.user, strand)
    return render(request, "room/prepare.html", _stage(request.user, strand, showing))


def _stage(person: Person, strand: Strand, showing: Showing) -> dict[str, Any]:
    state = preparing.readiness(person, strand)
    is_coachee = person.pk == strand.coachee.pk
    return {
        **stage(person, strand, showing),
        "mode": "prepare",
        "readiness": state,
        "is_coachee": is_coachee,
        "rests": not is_coachee and strand.pk in resting(person, [strand]),
        "moment_form": MomentForm(showing=showing, auto_id="moment-%s"),
        "moment_code": uuid.uuid4(),
        "begins_form": _begins_form(strand, showing) if is_coachee and showing.recording else None,
        "sorts": Moment.Sort.choices,
        "film_page": f"/cycle/{strand.code}/film/",
        "corner": who_can_see(Circle.PAIR if state.revealed else Circle.YOU),
    }


def stage(person: Person, strand: Strand, showing: Showing) -> dict[str, Any]:
    """What prepare and meet have in common: the film, what was marked on it, and what it is about."""
    angles = angles_for(person, strand, showing)
    line = preparing.timeline(person, strand, showing.recording)
    return {
        "strand": strand,
        "coachee": strand.coachee,
        "coaches": strand.coaches,
        "partners": _and([part.person.name for part in strand.parts.all() if part.person_id != person.pk]),
        "showing": showing,
        "film": film_for_page(showing, [angle for angle in angles if angle.lined_up in LIES]),
        "angles": rows_for(person, angles),
        "about": preparing.about(strand),
        "line": line,
        "picked": preparing.picked(person, strand, showing),
        "notes": notes.notes(person, strand, showing),
        "notes_lie": notes.how_own_notes_lie(person, strand, showing.recording),
        "words": room_words(),
    }


def _and(names: list[str]) -> str:
    return _(" and ").join(names)


def _begins_form(strand: Strand, showing: Showing) -> BeginsForm:
    begins_at = notes.film_begins_at(strand, showing.recording)
    initial = {"begins": timezone.localtime(begins_at).time()} if begins_at else {}
    return BeginsForm(initial=initial, auto_id="begins-%s")
