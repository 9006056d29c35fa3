"""Kit for the lesson of a cycle, and for any other time."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.kit import access, actions
from sidebyside.kit.forms import BookingForm, FreeForm
from sidebyside.kit.standing import why_let_go
from sidebyside.kit.words import clash_words, kit_words
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import stages_for
from sidebyside.programme.times_changed import stands
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """One's own bookings; a POST books for a time, or lets one go."""
    posts = request.method == "POST"
    school = access.school_for_kit(request.user, Act.JOIN if posts else Act.SEE)
    if posts and request.POST.get("do") == "let go":
        booking = access.booking_for(request.user, request.POST.get("booking", ""))
        actions.let_go(booking, why_let_go(request.user, booking))
        messages.success(request, _("It is let go."))
        return redirect("kit:mine")
    items = access.items_of(school)
    has_technician = actions.technicians(school) > 0
    form = FreeForm(request.POST if posts else None, items=items, with_technician=has_technician)
    if posts and form.is_valid():
        try:
            actions.book(school, request.user, form.wanted())
        except actions.Clash as clash:
            form.add_error(None, clash_words(clash))
        else:
            messages.success(request, _("It is booked."))
            return redirect("kit:mine")
    shown = {
        "rows": [(one, kit_words(one)) for one in access.own_bookings(request.user)],
        "form": form,
        "is_kept": bool(items) or has_technician,
        "keeps": doors.may(request.user, Act.SEE, Kind.KIT_QUEUE, school),
        "corner": who_can_see(Circle.KIT),
    }
    return render(request, "kit/mine.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Kit for the lesson of a strand, at the time that its pair has agreed."""
    strand = stages_for(request.user, code, Act.CHANGE)
    school, at = strand.coachee.school, strand.lesson_at
    # A coach from outside borrows nothing from the school.
    doors.check(request.user, Act.JOIN, Kind.KIT, school)
    booking = access.of_strand(strand)
    if booking is not None:
        doors.check(request.user, Act.SEE, Kind.BOOKING, booking)
    may_book = strand.cycle.is_running and at is not None and at > timezone.now() and stands(strand, at)
    posts = request.method == "POST"
    if posts and request.POST.get("do") == "let go":
        if booking is not None:
            doors.check(request.user, Act.CHANGE, Kind.BOOKING, booking)
            actions.let_go(booking, why_let_go(request.user, booking))
        return redirect("kit:cycle", code=code)
    standing = booking if booking is not None and booking.let_go_at is None and not booking.in_at else None
    items = access.items_of(school)
    form = BookingForm(
        request.POST if posts else None,
        items=items,
        with_technician=actions.technicians(school) > 0,
        booking=standing,
    )
    if posts and not may_book:
        messages.error(request, _("The lesson has no time to come. Agree one first; nothing was booked."))
        return redirect("kit:cycle", code=code)
    if posts and form.is_valid():
        try:
            actions.book(school, request.user, form.for_lesson(strand), strand)
        except actions.Clash as clash:
            form.add_error(None, clash_words(clash))
        else:
            messages.success(request, _("It is booked, and moves along when the lesson moves."))
            return redirect("kit:cycle", code=code)
    shown = {
        "strand": strand,
        "booking": booking,
        "stands": standing is not None,
        "kit": kit_words(booking) if booking else "",
        "may_book": may_book and not (standing and standing.out_at),
        "is_kept": "technician" in form.fields or bool(items),
        "form": form,
        "corner": who_can_see(Circle.KIT),
    }
    return render(request, "kit/cycle.html", shown, status=422 if form.errors else 200)
