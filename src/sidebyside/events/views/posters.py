"""Making a poster, saying yes to a partner's, and all that hang on paper."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.core.saying import NotTaken
from sidebyside.events import actions, paper, pictures
from sidebyside.events.access import event_for, hanging, own_poster, picture_on, posters_beside
from sidebyside.events.forms import PictureForm, PosterForm
from sidebyside.events.models import Beside, Event, Picture, Poster
from sidebyside.events.standing import hangs, partners_in
from sidebyside.events.starting import own_words
from sidebyside.people.requests import PersonRequest, was_read_past
from sidebyside.programme.seen import Changed, stamp
from sidebyside.trust import audit, doors
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see

BESIDE = {"yes", "no", "aside"}


def _carousel(request: PersonRequest, code: uuid.UUID) -> Event:
    event = event_for(request.user, code)
    if not event.has_posters or doors.is_shut_out(request.user, Kind.POSTER):
        doors.nothing_here()
    return event


@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """One's own poster, and those on which one stands beside a partner."""
    event = _carousel(request, code)
    own = own_poster(request.user, event)
    if request.method != "POST":
        return _page(request, own)
    do = request.POST.get("do", "")
    if do in BESIDE:
        _say(request, event, do)
    elif do == "copy":
        _copy(request, own)
    elif do in {"back", "erase"}:
        _end(request, own, do)
    elif do == "picture":
        return _draw(request, own)
    elif do == "bare":
        doors.check(request.user, Act.CHANGE, Kind.POSTER, own)
        if own.drawn:
            pictures.take_off(own)
        messages.success(request, _("No picture stands on it. It hangs once you hang it up again."))
    else:
        return _write(request, own, do)
    return redirect("events:poster", code=code)


def _write(request: PersonRequest, own: Poster, do: str) -> HttpResponse:
    doors.check(request.user, Act.CHANGE, Kind.POSTER, own)
    form = PosterForm(request.POST, partners=partners_in(request.user, own.event.programme))
    if not form.is_valid():
        return _page(request, own, form, status=422)
    try:
        kept = actions.write(own, form.words(), form.beside_people(), request.POST.get("seen", ""))
    except Changed:
        return _page(request, own_poster(request.user, own.event), form, problem="changed", status=409)
    if do != "show":
        messages.success(request, _("Kept. It does not hang."))
        return redirect("events:poster", code=own.event.code)
    doors.check(request.user, Act.SHARE, Kind.POSTER, kept)
    if actions.show(kept):
        messages.success(request, _("It hangs. Everybody whom the carousel is for can read it."))
    else:
        messages.success(
            request, _("It hangs as soon as whoever stands beside you says yes, on this same page.")
        )
    audit.did("shown", "poster", kept.code, request.user.code)
    return redirect("events:poster", code=own.event.code)


def _draw(request: PersonRequest, own: Poster) -> HttpResponse:
    """A picture onto a poster that is there."""
    doors.check(request.user, Act.CHANGE, Kind.POSTER, own)
    if own.pk is None:
        messages.error(request, _("Keep your poster first; then put a picture on it. Nothing was changed."))
        return redirect("events:poster", code=own.event.code)
    too_large = was_read_past(request, pictures.MOST_BYTES)
    form = PictureForm(request.POST, request.FILES, too_large=too_large)
    if not form.is_valid():
        return _page(request, own, picture=form, status=422)
    try:
        pictures.put_on(own, form.made, form.cleaned_data["alt"])
    except NotTaken as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("The picture stands on it. Look at it, then hang the poster up."))
    return redirect("events:poster", code=own.event.code)


def _end(request: PersonRequest, own: Poster, do: str) -> None:
    doors.check(request.user, Act.DELETE if do == "erase" else Act.SHARE, Kind.POSTER, own)
    if own.pk is None:
        messages.error(request, _("There is no poster of yours here. Nothing was changed."))
    elif do == "erase":
        own.delete()
        messages.success(request, _("Your poster is erased."))
    else:
        actions.take_back(own)
        audit.did("taken back", "poster", own.code, request.user.code)
        messages.success(request, _("Taken back. Nobody but you and whoever stands beside you reads it."))


def _say(request: PersonRequest, event: Event, do: str) -> None:
    """The yes, the no, or the going of somebody who stands beside a partner."""
    wanted = request.POST.get("poster", "")
    found = next((one for one in posters_beside(request.user, event) if str(one.code) == wanted), None)
    if found is None:
        messages.error(request, _("You stand on that poster no more. Nothing was changed."))
        return
    if do == "aside":
        actions.step_aside(found, request.user)
        messages.success(request, _("Your name is gone from it, and it does not hang."))
        return
    try:
        hangs_now = actions.say(found, request.user, yes=do == "yes", seen=request.POST.get("seen", ""))
    except Changed:
        messages.error(request, _("The poster has changed meanwhile. Read it, then say yes."))
        return
    except Beside.DoesNotExist:
        messages.error(request, _("You stand on that poster no more. Nothing was changed."))
        return
    audit.did("agreed" if do == "yes" else "taken back", "poster", found.code, request.user.code)
    if do == "no":
        messages.success(request, _("It does not hang."))
    else:
        messages.success(
            request, _("It hangs.") if hangs_now else _("Kept. It hangs once all of you have said yes.")
        )


def _copy(request: PersonRequest, own: Poster) -> None:
    """Own words, one piece by one press, below what stands there; and cut by nobody but their author."""
    doors.check(request.user, Act.CHANGE, Kind.POSTER, own)
    wanted = request.POST.get("own", "")
    found = next(
        (one for one in own_words(request.user, own.event.programme) if f"{one.code}:{one.part}" == wanted),
        None,
    )
    if found is None:
        messages.error(request, _("Those words are not there any more. Nothing was copied."))
        return
    words = dict(zip(actions.WORDS, own.words, strict=True))
    if f"\n{found.words}\n" in f"\n{words[found.part]}\n":
        messages.success(request, _("They stand there already."))
        return
    longer = f"{words[found.part]}\n{found.words}".strip()
    if len(longer) > actions.LONGEST[found.part]:
        messages.error(
            request, _("They are too long for what stands there. Make room first. Nothing was copied.")
        )
        return
    words[found.part] = longer
    words["title"] = words["title"] or _("Our question")
    people = [one.person for one in own.beside.all()] if own.pk else []
    try:
        actions.write(own, list(words.values()), people, stamp(own.words))
    except Changed:
        messages.error(request, _("The poster was changed in another tab. Look again. Nothing was copied."))
        return
    messages.success(request, _("Copied into your poster, for you alone. Change it as you like."))


def _page(
    request: PersonRequest,
    own: Poster,
    form: PosterForm | None = None,
    problem: str = "",
    status: int = 200,
    picture: PictureForm | None = None,
) -> HttpResponse:
    person, event = request.user, own.event
    partners = partners_in(person, event.programme)
    beside = list(own.beside.all()) if own.pk else []
    initial = {name: getattr(own, name) for name in actions.WORDS}
    initial["beside"] = [str(one.person.code) for one in beside]
    shown = {
        "event": event,
        "own": own if own.pk else None,
        "hangs": own.pk is not None and hangs(own),
        "waits_for": [one.person.name for one in beside if one.yes_at is None] if own.ready_at else [],
        "form": form or PosterForm(initial=initial, partners=partners),
        "seen": stamp(own.words),
        "problem": problem,
        "picture_form": picture or PictureForm(),
        "starts": [(f"{one.code}:{one.part}", one.words) for one in own_words(person, event.programme)],
        "beside": [_beside(one, request) for one in posters_beside(person, event)],
        "corner": who_can_see(Circle.POSTER),
    }
    return render(request, "events/poster.html", shown, status=status)


def _beside(one: Poster, request: PersonRequest) -> dict[str, object]:
    mine = next(row for row in one.beside.all() if row.person_id == request.user.pk)
    return {
        "poster": one,
        "names": paper.names_on(one),
        "yes": mine.yes_at is not None,
        "hangs": hangs(one),
        "seen": stamp(one.all_of_it),
    }


@require_safe
def picture(request: PersonRequest, code: uuid.UUID, which: uuid.UUID) -> HttpResponse:
    """What stands on the poster ``which``, to whoever may read that."""
    event = _carousel(request, code)
    found = picture_on(request.user, event, which)
    try:
        content = pictures.content_of(found)
    except (KeyGone, Picture.DoesNotExist):
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg")


@require_safe
def sheets(request: PersonRequest, code: uuid.UUID, which: str) -> HttpResponse:
    """A3 pages: all that hang (``posters``), or one's own as it stands (``mine``)."""
    event = _carousel(request, code)
    if which == "posters":
        found = hanging(request.user, event)
    else:
        own = own_poster(request.user, event) if which == "mine" else None
        found = [own] if own is not None and own.pk else doors.nothing_here()
    name = (
        f"{slugify(event.programme.name) or 'carousel'}-{'posters' if which == 'posters' else 'poster'}.pdf"
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    content = paper.as_pdf(event, found) if request.method == "GET" else b""
    return HttpResponse(content, content_type=paper.TYPE, headers=headers)
