"""After a lost sign-in: a partner says that it is really them. The 72 hours run on beside it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.actions import confirm_hold
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import partnership_for
from sidebyside.programme.standing import are_together
from sidebyside.trust import doors
from sidebyside.trust.policy import Act


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_partner(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Confirm the partner of this pair whose account is held; nothing here when nobody's is."""
    partnership = partnership_for(request.user, code, Act.CHANGE)
    held = [
        one.person
        for one in partnership.memberships.all()
        if one.person_id != request.user.pk
        and one.person.held_since is not None
        and one.person.hold_confirmed_at is None
        and are_together(request.user, one.person, partnership)
    ]
    # Somebody who is held themselves cannot vouch: else two stolen accounts would open each other.
    if not held or request.user.is_held:
        doors.nothing_here()
    partner, since = held[0], request.POST.get("since")
    if request.method == "POST":
        # The page may have stood open while somebody, not asked about yet, chose another password.
        if since not in {None, _since(partner)} or not confirm_hold(partner, request.user):
            shown = {"partner": partner, "since": _since(partner), "again": True}
            return render(request, "programme/confirm_partner.html", shown, status=409)
        messages.success(
            request,
            _("Thank you. %(name)s’s films, notes and talk open once the 72 hours are over.")
            % {"name": partner.name},
        )
        return redirect("home")
    shown = {"partner": partner, "since": _since(partner)}
    return render(request, "programme/confirm_partner.html", shown)


def _since(partner: Person) -> str:
    """Names the new sign-in that is asked about."""
    assert partner.held_since is not None
    return partner.held_since.isoformat()
