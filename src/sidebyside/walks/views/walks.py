"""Lessons on offer at one's own school: offer one, drop in to one. Nothing is written about anybody."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see
from sidebyside.walks import access, actions
from sidebyside.walks.forms import OfferForm
from sidebyside.walks.models import Offer, OfferWords
from sidebyside.walks.teaching import taught_then


@dataclass(frozen=True)
class Row:
    offer: Offer
    words: OfferWords | None
    visitors: list[Person]
    is_mine: bool
    is_booked: bool
    teaches_then: bool
    has_begun: bool

    @property
    def is_off(self) -> bool:
        return self.offer.cancelled_at is not None or not self.offer.host.is_active

    @property
    def left(self) -> int:
        return max(self.offer.seats - len(self.visitors), 0)

    @property
    def may_book(self) -> bool:
        return not (
            self.is_mine or self.is_booked or self.has_begun or self.is_off or self.offer.closed_at
        ) and bool(self.left)


@require_http_methods(["GET", "HEAD", "POST"])
def walks(request: PersonRequest) -> HttpResponse:
    access.enter(request.user, Act.CHANGE if request.method == "POST" else Act.SEE)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.offer(request.user, form.lesson())
        messages.success(request, _("Your lesson is on offer to colleagues at your school."))
        return redirect("walks:walks")
    return _page(request, form)


def _page(request: PersonRequest, form: OfferForm) -> HttpResponse:
    rows = _rows(request.user)
    shown = {
        "mine": [one for one in rows if one.is_mine],
        "booked": [one for one in rows if one.is_booked],
        "others": [one for one in rows if not one.is_mine and not one.is_booked],
        "form": form,
        "walked": access.walked(request.user),
        "corner": who_can_see(Circle.OFFERED),
    }
    return render(request, "walks/walks.html", shown, status=422 if form.errors else 200)


def _rows(person: Person) -> list[Row]:
    offers = access.offers_for(person)
    words, taught = access.words_of(person, offers), taught_then(person, offers)
    now, rows = timezone.now(), []
    for one in offers:
        visitors = [visit.visitor for visit in one.visits.all()]
        is_mine = one.host_id == person.pk
        rows.append(
            Row(
                one,
                words.get(one.pk),
                visitors,
                is_mine,
                any(visitor.pk == person.pk for visitor in visitors),
                one.pk in taught and not is_mine,
                one.starts_at <= now,
            )
        )
    return rows


@require_POST
def offer(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A press on one offer: book, stay away; or, by its host, close, open, cancel."""
    do = request.POST.get("do", "")
    if do == "book":
        _book(request, access.offer_for(request.user, code, Act.JOIN))
    elif do == "stay away":
        actions.stay_away(access.booked_by(request.user, code), request.user)
        messages.success(request, _("You do not go. Nobody asks why."))
    else:
        found = access.offer_for(request.user, code, Act.CHANGE)
        if do in {"close", "open"}:
            actions.close(found, closed=do == "close")
            said = (
                _("Nobody else can book. Whoever has booked comes.")
                if do == "close"
                else _("Colleagues can book again.")
            )
            messages.success(request, said)
        elif do == "cancel":
            actions.cancel(found)
            messages.success(request, _("It is off. Whoever meant to come is told."))
    return redirect("walks:walks")


def _book(request: PersonRequest, found: Offer) -> None:
    try:
        actions.book(found, request.user)
    except actions.NotPossible as reason:
        words = {
            "full": _("Somebody took the last place before you. Choose another lesson."),
            "closed": _("The host takes nobody else. Choose another lesson."),
            "begun": _("That lesson has begun. Choose another one."),
        }[reason.word]
        messages.error(request, words)
        return
    messages.success(request, _("You are expected. Sit down quietly; nobody writes anything about it."))
    if taught_then(request.user, [found]):
        messages.warning(request, _("You teach then, as your week says. Arrange cover before you go."))
