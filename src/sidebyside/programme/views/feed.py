"""A person's private calendar link: the page that makes it, and the feed itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.programme import feeds
from sidebyside.programme.models import CalendarFeed
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_link(request: PersonRequest) -> HttpResponse:
    """Whether there is a link; a POST makes it anew and shows it, this once: only its hash is kept."""
    link = ""
    if request.method == "POST" and request.user.is_held:
        # A link would outlive the hold, whoever holds the account now.
        messages.warning(request, _("A new link can be made once your films and notes are open again."))
    elif request.method == "POST":
        secret = feeds.renew(request.user)
        link = (
            f"{settings.SIDEBYSIDE['PUBLIC_URL'].rstrip('/')}{reverse('programme:calendar', args=[secret])}"
        )
    feed = CalendarFeed.objects.filter(person=request.user).first()
    shown = {"feed": feed, "link": link, "corner": who_can_see(Circle.YOU)}
    return render(request, "programme/calendar.html", shown)


@require_POST
def switch_off(request: PersonRequest) -> HttpResponse:
    feeds.switch_off(request.user)
    messages.success(request, _("Your calendar link is off. Calendars that used it get nothing from now on."))
    return redirect("programme:calendar-link")


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed, for whoever holds the secret: a calendar program cannot sign in."""
    link = feeds.presented(token)
    if link is None:
        doors.nothing_here()
    person = link.feed.person
    doors.check(person, Act.SEE, Kind.FEED, link)
    body = feeds.calendar_of(person)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
