"""What is held of a person: seen, taken away, and left behind or erased when they go."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.change.models import ChartWords, Layer
from sidebyside.events.models import Poster
from sidebyside.federation.access import visits_of
from sidebyside.federation.models import Link, Visiting
from sidebyside.instruments.models import Sheet
from sidebyside.kit.models import Booking
from sidebyside.library.models import (
    Addition,
    Finished,
    Interest,
    ReadingAnswer,
    ReadingRequest,
    Tried,
)
from sidebyside.pairing.models import Joined, Wishes
from sidebyside.people.actions import close_own, is_only_co_ordinator
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import actions
from sidebyside.programme.models import Membership
from sidebyside.recordings import live
from sidebyside.recordings.access import has_come_since
from sidebyside.reflection.models import DiaryEntry
from sidebyside.safeguarding.access import has_asked
from sidebyside.timetable.models import PersonPeriod
from sidebyside.trust import audit, holdings
from sidebyside.trust.models import Deed
from sidebyside.trust.words import Circle, what_deleted_means, who_can_see
from sidebyside.voice.models import VoiceNote
from sidebyside.walks.models import OfferWords, Visit
from sidebyside.web import carrying

# An archive that is older may lack what has come since.
A_COPY_COUNTS = timedelta(days=1)
TOOK, ERASED, LEFT = "took everything away", "erased everything", "left for good"
ACCOUNT = "account"


@require_safe
def yours(request: PersonRequest) -> HttpResponse:
    return _page(request)


@require_safe
def take_away(request: PersonRequest) -> HttpResponseBase:
    """Under /film/, so that a long download keeps no page waiting."""
    person = request.user
    if person.is_held or not _may_have_made(person):
        return redirect("yours")
    allowed = live.StillAllowed(request, lambda fresh: fresh.is_active and not fresh.is_held)

    def done() -> None:
        audit.did(TOOK, ACCOUNT, person.code, person.code)

    pieces = carrying.archive(person, allowed, done) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{carrying.NAME}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["POST"])
def leave_for_good(request: PersonRequest) -> HttpResponse:
    person, what = request.user, request.POST.get("what", "")
    if person.is_held:
        messages.warning(
            request, _("Your films and notes are closed for now, so nothing of them can be erased.")
        )
        return redirect("yours")
    if what not in {"keep", "erase"}:
        return _page(request, problem=_("Choose whether what you made is kept or erased."), status=422)
    if what == "erase" and not (_took(person) or request.POST.get("no_copy") == "yes"):
        why = _("Take all of it with you first, or tick that you want no copy. Nothing has been erased.")
        return _page(request, problem=why, status=422)
    closes = request.POST.get("close") == "yes"
    if closes and is_only_co_ordinator(person):
        why = _(
            "Nobody else co-ordinates your school. Under “Who answers for what”, ask a colleague to take over "
            "first. Nothing has changed."
        )
        return _page(request, problem=why, status=422)
    _leave_every_pair(person)
    if what == "keep":
        audit.did(LEFT, ACCOUNT, person.code, person.code)
        kept = _("You have left every partnership. What you made is kept, for you alone.")
        return _closed(request, person) if closes else _back(request, kept)
    left = holdings.erase(person)
    audit.did(ERASED, ACCOUNT, person.code, person.code, **left)
    if any(left.values()):
        messages.error(
            request, _("Not everything could be erased. Press again, or tell whoever runs this server.")
        )
        return redirect("yours")
    if closes:
        return _closed(request, person)
    return _back(request, _("Everything that was yours alone is erased. Looked for again: nothing is left."))


def _back(request: PersonRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("yours")


def _closed(request: PersonRequest, person: Person) -> HttpResponse:
    """Their sessions end with it, this one too: what is said stands in the new one."""
    close_own(person)
    logout(request)
    messages.success(request, _("Your account is closed, and you are signed out everywhere. Thank you."))
    return redirect("people:sign-in")


def _leave_every_pair(person: Person) -> None:
    with transaction.atomic():
        for one in Membership.objects.filter(person=person, accepted_at__isnull=False, left_at=None):
            actions.leave(one.partnership, person)


# What somebody may have made who was never in a pair.
OUTSIDE_A_PAIR = (
    *(Sheet, DiaryEntry, Tried, Addition, Interest, Poster, Wishes, ChartWords, Layer),
    *(ReadingRequest, ReadingAnswer, OfferWords, VoiceNote),
)
# And what they said of themselves or of their week, which is no content and theirs all the same.
SAID = (Joined, PersonPeriod, Link, Visiting)


def _may_have_made(person: Person) -> bool:
    """Who was in no pair and wrote nothing of their own has made nothing, and their page names no content."""
    if Membership.objects.filter(person=person, accepted_at__isnull=False).exists():
        return True
    if has_asked(person) or Finished.objects.filter(person=person).exists():
        return True
    if any(model._default_manager.filter(person=person).exists() for model in SAID):
        return True
    if Visit.objects.filter(visitor=person).exists() or Booking.objects.filter(borrower=person).exists():
        return True
    own = [one for one in holdings.holdings() if one.model in OUTSIDE_A_PAIR]
    return any(one.rows(person).exists() for one in own)


def _took(person: Person) -> bool:
    """A copy of the last day that lacks nothing: no film begun since, and none that could not be taken away."""
    lately = timezone.now() - A_COPY_COUNTS
    took = Deed.objects.filter(act=TOOK, kind=ACCOUNT, object=person.code, at__gte=lately)
    last = took.order_by("-at").first()
    return last is not None and not has_come_since(person, last.at) and not holdings.left_out(person)


def _page(request: PersonRequest, problem: str = "", status: int = 200) -> HttpResponse:
    person = request.user
    is_open = not person.is_held and _may_have_made(person)
    shown: dict[str, Any] = {
        "held": person.is_held,
        "rows": _counted(person) if is_open else [],
        "is_open": is_open,
        "left_out": holdings.left_out(person) if is_open else [],
        "visits": bool(visits_of(person)),
        "took": is_open and _took(person),
        "problem": problem,
        "deleted_means": what_deleted_means(),
        "erased": Deed.objects.filter(act=ERASED, kind=ACCOUNT, object=person.code).order_by("-at").first(),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "web/yours.html", shown, status=status)


def _counted(person: Person) -> list[tuple[str, int]]:
    return [(carrying.heading(name), count) for name, count in holdings.left(person).items() if count]
