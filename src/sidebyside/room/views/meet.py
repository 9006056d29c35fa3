"""Meet, together: both sides of the film, the extracts as a playlist, and the talk beside it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.views.decorators.http import require_safe

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.aims import aims_of
from sidebyside.programme.models import Aim, Strand
from sidebyside.programme.stages import plan_of, talk_strand, together_with
from sidebyside.programme.standing import are_together
from sidebyside.room import preparing
from sidebyside.room.access import room_for, showing_for
from sidebyside.room.reveal import is_meeting_open
from sidebyside.room.views.prepare import stage
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def meet(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = room_for(request.user, code)
    together = together_with(strand)
    host = talk_strand(strand, together)
    if host.pk != strand.pk:
        # Both coach at once: one talk is about both sides.
        return redirect("room:meet", code=host.code)
    showing, plan = showing_for(request.user, strand), plan_of(strand)
    context = {
        **stage(request.user, strand, showing),
        "others_sides": [one for one in together if one.pk != strand.pk],
        "plan": plan,
        "aims": _aims(request.user, strand) if plan.has_aims and not plan.has_focus else [],
        "mode": "meet",
        "is_open": is_meeting_open(strand),
        "readiness": preparing.readiness(request.user, strand),
        "is_coachee": request.user.pk == strand.coachee.pk,
        "talk_panel": select_template(["conversations/talk_panel.html", "room/partials/no_talk_panel.html"]),
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "room/meet.html", context)


def _aims(person: Person, strand: Strand) -> list[tuple[str, list[Aim]]]:
    """Of everybody who is together with this person now, their own first and without a name."""
    partnership = strand.cycle.partnership
    everybody = [
        part.person
        for part in strand.parts.all()
        # Whoever has left took their aims along.
        if part.person_id == person.pk or are_together(person, part.person, partnership)
    ]
    standing = [aim for aim in aims_of(partnership) if aim.ended_at is None]
    found = [
        ("" if one.pk == person.pk else one.name, [aim for aim in standing if aim.person_id == one.pk])
        for one in everybody
    ]
    return sorted(found, key=lambda one: bool(one[0]))
