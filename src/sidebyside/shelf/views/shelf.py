"""A pair's shelf, and each one's own things on it."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.people.requests import PersonRequest, was_read_past
from sidebyside.programme.models import Partnership
from sidebyside.programme.seen import Changed, stamp
from sidebyside.shelf import files, keeping
from sidebyside.shelf.access import item_for, shelf_for
from sidebyside.shelf.forms import ItemForm
from sidebyside.shelf.models import Item, ItemFile
from sidebyside.trust import doors
from sidebyside.trust.doors import may
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see

# Of a file: what holds of every answer, and nothing in it runs, sends or opens anything.
_SHUT = {**settings.SECURE_CSP, "sandbox": [""]}


@require_http_methods(["GET", "HEAD", "POST"])
def shelf(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """All that this person may read of it. A POST puts one thing there."""
    posts = request.method == "POST"
    partnership = shelf_for(request.user, code, Act.CHANGE if posts else Act.SEE)
    if not posts:
        return _shelf(request, partnership)
    form = _came(request)
    if not form.is_valid():
        return _shelf(request, partnership, form, status=422)
    try:
        keeping.put(partnership, request.user, form.kept(), form.brought())
    except keeping.Full:
        form.add_error(None, _full())
        return _shelf(request, partnership, form, status=422)
    except files.TooMany:
        form.add_error("file", _too_many())
        return _shelf(request, partnership, form, status=422)
    messages.success(request, _("It is on your shelf."))
    return redirect("shelf:shelf", code=code)


def _came(request: PersonRequest) -> ItemForm:
    return ItemForm(request.POST, request.FILES, too_large=was_read_past(request, files.MOST_BYTES))


def _too_many() -> str:
    return _(
        "Your part of this shelf has %(most)s files already. Take one off that has had its time, then send again."
    ) % {"most": files.MOST_FILES}


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
        old = files.of_item(found)
        keeping.remove(found)
        _tell(request, old, _("It is removed from the shelf, and erased."))
        return redirect("shelf:shelf", code=code)
    if request.POST.get("do") == "take off":
        old = files.of_item(found)
        files.take_off(found)
        _tell(request, old, _("The file is erased."))
        return redirect("shelf:item", code=code, item=item)
    form = _came(request)
    if not form.is_valid():
        return _item(request, found, form, status=422)
    try:
        keeping.change(found, form.kept(), request.POST.get("seen", ""), form.brought())
    except files.TooMany:
        form.add_error("file", _too_many())
        return _item(request, found, form, status=422)
    except Changed:
        found.refresh_from_db(fields=["title", "link", "words"])
        return _item(request, found, form, problem="changed", status=409)
    messages.success(request, _("Kept."))
    return redirect("shelf:shelf", code=code)


def _nothing_is_left() -> str:
    return _(
        "Of the file nothing is left: it was looked for again. In an old backup it cannot be read here any more, "
        "and nowhere after 35 days."
    )


def _tell(request: PersonRequest, old: ItemFile | None, done: str) -> None:
    """``old``: the file that there was, whose key is gone with it."""
    if old is None:
        messages.success(request, done)
    elif keeping.is_gone(old):
        messages.success(request, f"{done} {_nothing_is_left()}")
    else:
        messages.warning(request, f"{done} {_('The key of its file is destroyed within the hour.')}")


@require_safe
@csp_override(_SHUT)
def file(request: PersonRequest, code: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """To be saved, never shown: whatever is in it, it does not run here."""
    found = item_for(request.user, shelf_for(request.user, code), item, Act.SEE)
    kept = files.of_item(found)
    if kept is None:
        doors.nothing_here()
    try:
        body = files.body_of(kept)
    except (KeyGone, ItemFile.DoesNotExist):
        doors.nothing_here()
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = (
        content_disposition_header(True, kept.name or "file") or "attachment"
    )
    return answer


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
