"""The queue: what goes out when and where, what comes back, what there is, and a technician's hours."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sidebyside.kit import access, actions
from sidebyside.kit.forms import HoursForm, ItemForm
from sidebyside.kit.hours import budgets
from sidebyside.kit.models import Booking, Item, Piece, TermHours
from sidebyside.kit.words import kit_words
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@dataclass(frozen=True)
class Line:
    booking: Booking
    kit: str
    ends_at: datetime
    is_late: bool


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: PersonRequest) -> HttpResponse:
    posts = request.method == "POST"
    school = access.school_for_queue(request.user, Act.RUN if posts else Act.SEE)
    do = request.POST.get("do", "") if posts else ""
    if do in {"out", "in", "undo", "let go"}:
        return _press(request, do)
    if do == "off":
        return _off_the_list(request, school)
    terms = budgets(school)
    item_form = ItemForm(request.POST if do == "item" else None, prefix="new")
    hours_form = HoursForm(request.POST if do == "hours" else None, terms=terms)
    if do == "item" and item_form.is_valid():
        _keep_item(request, school, item_form)
        return redirect("kit:queue")
    if do == "hours" and hours_form.is_valid():
        _keep_hours(hours_form)
        messages.success(request, _("The hours are kept."))
        return redirect("kit:queue")
    lines = [_line(one) for one in access.queue_of(school)]
    today = timezone.localdate()
    out = [one for one in lines if one.booking.out_at]
    coming = [one for one in lines if not one.booking.out_at]
    shown = {
        "late": [one for one in out if one.is_late],
        "out": [one for one in out if not one.is_late],
        "today": [one for one in coming if timezone.localdate(one.booking.starts_at) == today],
        "later": [one for one in coming if timezone.localdate(one.booking.starts_at) > today],
        "items": access.items_of(school),
        "terms": terms,
        "item_form": item_form,
        "hours_form": hours_form,
        "corner": who_can_see(Circle.KIT),
    }
    return render(
        request, "kit/queue.html", shown, status=422 if item_form.errors or hours_form.errors else 200
    )


def _line(booking: Booking) -> Line:
    ends = booking.starts_at + timedelta(minutes=booking.minutes)
    return Line(booking, kit_words(booking), ends, ends < timezone.now())


def _press(request: PersonRequest, do: str) -> HttpResponse:
    booking = access.booking_for(request.user, request.POST.get("booking", ""))
    if do == "let go":
        actions.let_go(booking, Booking.Why.SCHOOL)
        messages.success(request, _("It is let go. The borrower sees it."))
    else:
        {"out": actions.hand_out, "in": actions.take_in, "undo": actions.not_out_yet}[do](booking)
    return redirect("kit:queue")


def _keep_item(request: PersonRequest, school: School, form: ItemForm) -> None:
    """A device of the same name is the same device, with so many pieces from now on."""
    there = Item.objects.filter(school=school, name__iexact=form.cleaned_data["name"]).first()
    kept = there or Item(school=school)
    kept.name, kept.pieces, kept.retired_at = form.cleaned_data["name"], form.cleaned_data["pieces"], None
    kept.save()
    messages.success(request, _("It is on the list."))


def _off_the_list(request: PersonRequest, school: School) -> HttpResponse:
    try:
        code = uuid.UUID(request.POST.get("item", ""))
    except ValueError:
        return redirect("kit:queue")
    Item.objects.filter(school=school, code=code).update(retired_at=timezone.now())
    stand = Piece.objects.filter(
        item__school=school,
        item__code=code,
        booking__let_go_at=None,
        booking__in_at=None,
        booking__starts_at__gt=timezone.now(),
    ).count()
    messages.success(request, _("It is off the list."))
    if stand:
        told = ngettext(
            "%(n)s booking still has it and stands.", "%(n)s bookings still have it and stand.", stand
        )
        messages.warning(request, told % {"n": stand})
    return redirect("kit:queue")


def _keep_hours(form: HoursForm) -> None:
    for term, minutes in form.minutes().items():
        if minutes is None:
            TermHours.objects.filter(term_id=term).delete()
        else:
            TermHours.objects.update_or_create(term_id=term, defaults={"minutes": minutes})
