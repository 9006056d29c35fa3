"""A top-up cycle, a while after the year: both say yes, and it opens."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.groups import again
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import partnership_for
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def once_more(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code, Act.CHANGE)
    if request.method == "POST" and request.POST.get("do") == "back":
        again.take_back(partnership, request.user)
        return redirect("groups:once-more", code=code)
    if request.method == "POST":
        if again.say_yes(partnership, request.user) is not None:
            messages.success(request, _("All of you have said yes. One cycle more is open."))
            return redirect("home")
        return redirect("groups:once-more", code=code)
    after = again.last_number(partnership)
    yeses = again.said_yes(partnership, after) if after is not None else set()
    others = [one.person for one in partnership.members_in if one.person_id != request.user.pk]
    shown = {
        "partnership": partnership,
        "names": _(" and ").join(one.name for one in others),
        "may": after is not None,
        "you_said": request.user.pk in yeses,
        "they_said": _(" and ").join(one.name for one in others if one.pk in yeses),
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "groups/once_more.html", shown)
