"""A cycle's own page: where it stands in a sentence, and the one next thing for whoever looks."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import strand_for
from sidebyside.programme.aims import standing_aims
from sidebyside.programme.checking import has_confirmed
from sidebyside.programme.focus import content_of, is_open
from sidebyside.programme.models import Strand
from sidebyside.programme.now import now_for, others_in
from sidebyside.programme.stages import stage_of, talk_strand
from sidebyside.programme.strip import strip_of
from sidebyside.recordings.handing_over import asked_to_film
from sidebyside.recordings.sharing import resting
from sidebyside.reflection.afterwards import from_last_time, steps_of
from sidebyside.room.reveal import ready_people
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def cycle(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = strand_for(request.user, code)
    person, this = request.user, strand.cycle
    partnership = this.partnership
    is_partner = may(person, Act.CHANGE, Kind.STAGES, this)
    content = content_of(strand)
    film_rests = strand.pk in resting(person, [strand])
    plan = stage_of(strand).plan
    now = now_for(person, strand, ready_people(strand), film_rests=film_rests)
    last_time = from_last_time(person, partnership, this.number) if is_partner else []
    shown = {
        "strand": strand,
        "cycle": this,
        "partnership": partnership,
        "partner": is_partner,
        "now": now,
        "url": now.url_in(strand) if is_partner else "",
        "plan": plan,
        "talk": talk_strand(strand),
        "aims": standing_aims(partnership, strand.coachee) if plan.has_aims else [],
        "films_for": strand.coachee if asked_to_film(person, [strand]) else None,
        "yours": strand.coachee.pk == person.pk,
        "others": others_in(strand, person),
        "cycle_open": is_open(strand),
        "content": content if content and content.focus else None,
        "strip": strip_of(strand, person),
        "steps": steps_of(strand) if this.closed_at else [],
        "last_time": last_time,
        "all_done": now.part == "close",
        "unchecked": is_partner and this.closed_at is None and _unchecked(strand, request),
        "has_talked": "talk" in stage_of(strand).reached and may(person, Act.SEE, Kind.WRITTEN, strand),
        "may_reopen": is_partner and this.closed_at is not None,
        "other_strands": [
            one for one in this.strands.prefetch_related("parts__person") if one.pk != strand.pk
        ],
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "room/cycle.html", shown)


def _unchecked(strand: Strand, request: PersonRequest) -> bool:
    """Asked once a film is near: a share waits for it."""
    stage = stage_of(strand)
    if "focus" not in stage.reached or not stage.plan.films_lesson:
        return False
    partnership = strand.cycle.partnership
    others = [part.person for part in strand.parts.all() if part.person_id != request.user.pk]
    return any(not has_confirmed(partnership, request.user.code, other.code) for other in others)
