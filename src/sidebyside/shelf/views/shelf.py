"""A pair's shelf, and each one's own things on it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Partnership
from sidebyside.programme.seen import Changed, stamp
from sidebyside.shelf import keeping
from sidebyside.shelf.access import item_for, shelf_for
from sidebyside.shelf.forms import ItemForm
from sidebyside.shelf.models import Item
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def shelf(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """All that this person may read of it. A POST puts one thing there."""
    posts = request.method == "POST"
    partnership = shelf_for(request.user, code, Act.CHANGE if posts else Act.SEE)
    if not posts:
        return _shelf(request, partnership)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _shelf(request, partnership, form, status=422)
    try:
        keeping.put(partnership, request.user, form.kept())
    except keeping.Full:
        form.add_error(None, _full())
        return _shelf(request, partnership, form, status=422)
    messages.success(request, _("It is on your shelf."))
    return redirect("shelf:shelf", code=code)


def _full() -> str:
    return _(
        "Your part of this shelf is full: %(most)s things. Remove one that has had its time, then send again."
    ) % {"most": keeping.MOST_ITEMS}


def _shelf(
    request: PersonRequest, partnership: Partnership, form: ItemForm | None = None, status: int = 200
) -> HttpResponse:
    others = [one.person.name for one in partnership.members_in if one.person_id != request.user.pk]
    shown = {
        "partnership": partnership,
        "names": _(" and ").join(others),
        "items": keeping.readable(request.user, partnership),
        "plans": keeping.plans_kept(request.user, partnership),
        "adds": may(request.user, Act.CHANGE, Kind.SHELF, partnership),
        "form": form or ItemForm(),
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "shelf/shelf.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: PersonRequest, code: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """One's own thing: changed or removed. A partner reads it on the shelf."""
    found = item_for(request.user, shelf_for(request.user, code), item, Act.CHANGE)
    if request.method != "POST":
        return _item(request, found)
    if request.POST.get("do") == "remove":
        keeping.remove(found)
        messages.success(request, _("It is removed from the shelf, and erased."))
        return redirect("shelf:shelf", code=code)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _item(request, found, form, status=422)
    try:
        keeping.change(found, form.kept(), request.POST.get("seen", ""))
    except Changed:
        found.refresh_from_db(fields=["title", "link", "words"])
        return _item(request, found, form, problem="changed", status=409)
    messages.success(request, _("Kept."))
    return redirect("shelf:shelf", code=code)


def _item(
    request: PersonRequest, found: Item, form: ItemForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    words = keeping.words_of(found)
    initial = {"title": words.title, "link": words.link, "words": words.words}
    shown = {
        "item": found,
        "partnership": found.partnership,
        "form": form or ItemForm(initial=initial),
        "seen": stamp(words.in_order()),
        "problem": problem,
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "shelf/item.html", shown, status=status)
