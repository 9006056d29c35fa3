import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sidebyside.cover.ledger import waiting
from sidebyside.overview.first_steps import first_steps
from sidebyside.overview.progress import progress_of
from sidebyside.people.access import school_of
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import plans
from sidebyside.programme.access import programme_for
from sidebyside.programme.agreement import is_of_older_text, is_school_due, school_signature
from sidebyside.programme.models import Programme
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def programmes(request: PersonRequest) -> HttpResponse:
    """The co-ordinator's way in: straight to the one programme, a list of several, or how to begin."""
    school_of(request.user, Act.SEE)
    found = list(
        Programme.objects.filter(co_ordinators__person=request.user, closed_at__isnull=True).order_by(
            "-made_at"
        )
    )
    if len(found) == 1:
        return redirect("overview:programme", code=found[0].code)
    return render(request, "overview/programmes.html", {"programmes": found})


@require_safe
def programme(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    found = programme_for(request.user, code)
    for_school, plan = school_signature(found), plans.kept(found.plan)
    return render(
        request,
        "overview/programme.html",
        {
            "programme": found,
            "progress": progress_of(found),
            "for_school": for_school,
            "school_due": is_school_due(for_school),
            "school_text_is_new": is_of_older_text(for_school),
            "cover_waits": waiting(found),
            "template_name": plans.name_of(plan),
            "films": plan.films_lesson,
            # Who coaches is said by name where roles stay.
            "by_hand_only": plan.roles is plans.Roles.FIXED,
            "first_steps": first_steps(request.user, found) if found.closed_at is None else None,
            "corner": who_can_see(Circle.STAGES),
        },
    )
