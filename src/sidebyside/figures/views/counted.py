"""Everybody's own page: whether what they answer may be counted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.figures.access import counted_for
from sidebyside.figures.agreeing import agree, take_back
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def counted(request: PersonRequest) -> HttpResponse:
    posts = request.method == "POST"
    own = counted_for(request.user, Act.CHANGE if posts else Act.SEE)
    if posts and request.POST.get("do") == "agree":
        agree(request.user)
        messages.success(
            request, _("You are counted from the half-term that runs now, with what you have answered in it.")
        )
    elif posts:
        take_back(request.user)
        messages.success(request, _("You are not counted any more."))
    if posts:
        return redirect("figures:counted")
    return render(request, "figures/counted.html", {"own": own, "corner": who_can_see(Circle.YOU)})
