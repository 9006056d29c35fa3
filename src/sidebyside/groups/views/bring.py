"""A pair's own page for bringing part of one talk to a group."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.conversations.written.turns import said_in
from sidebyside.groups import bringing
from sidebyside.groups.access import bringing_for
from sidebyside.groups.models import Group, Member, TalkExtract
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.programme.seen import stamp
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A POST asks, says yes (``do`` is ``agree``), or takes back and says no (``end``)."""
    posts = request.method == "POST"
    strand = bringing_for(request.user, code, Act.SHARE if posts else Act.SEE)
    if not posts:
        return _page(request, strand)
    do = request.POST.get("do", "")
    if do == "end":
        bringing.take_back(strand, request.user)
        messages.success(request, _("Taken back. The group cannot open it any more; what was read is read."))
        return redirect("groups:bring", code=code)
    if request.POST.get("looked") != "yes":
        return _page(
            request,
            strand,
            _("Read it once more for names of pupils and colleagues, then tick that you have."),
        )
    try:
        if do == "agree":
            bringing.agree(strand, request.user, _code(request.POST.get("extract", "")))
        else:
            _ask(request, strand)
    except bringing.NotNow as no:
        return _page(request, strand, _said(no))
    messages.success(request, _("Your yes is kept. The group reads it once all of you have said yes."))
    return redirect("groups:bring", code=code)


def _ask(request: PersonRequest, strand: Strand) -> None:
    group = next((one for one in _groups(request.user) if str(one.code) == request.POST.get("group")), None)
    if group is None:
        raise bringing.NotNow("no group")
    turns = _code(request.POST.get("first", "")), _code(request.POST.get("last", ""))
    bringing.ask(strand, request.user, group, turns, request.POST.get(f"seen-{group.code}", ""))


def _code(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _said(no: bringing.NotNow) -> str:
    return {
        "one already": _("Something of this talk is asked or brought already. Take that back first."),
        "two schools": _(
            "You are of two schools, and a group is of one. What you two said stays with you two."
        ),
        "no group": _("Choose one of your groups. Nothing has been brought."),
        "not signed": _(
            "The talk is not signed off by all of you as it stands now. Sign it off first, then ask again."
        ),
        "others joined": _(
            "Somebody has joined or left that group meanwhile. See who reads it now, then press again."
        ),
        "nothing there": _(
            "Between these two turns there is nothing to read. Choose a first turn and a later last one."
        ),
        "too long": _("This is more than %(most)s turns. Choose a shorter passage.")
        % {"most": bringing.MOST_TURNS},
        "names": _(
            "The passage still has a name of somebody at school: %(names)s. Give it a pseudonym on the page of the "
            "talk, sign off again, then ask."
        )
        % {"names": ", ".join(no.names)},
        "taken back": _("It has been taken back meanwhile. Nothing is shown to the group."),
    }[no.word]


def _groups(person: Person) -> list[Group]:
    mine = Group.objects.filter(members__person=person, members__left_at=None, school=person.school_id)
    return list(mine.distinct().order_by("name", "pk"))


def _page(request: PersonRequest, strand: Strand, problem: str = "") -> HttpResponse:
    found, talk = bringing.now_of(strand), bringing.ready_talk(strand)
    groups = [] if found else _groups(request.user)
    there = bringing.readers_in(groups)
    shown = {
        "strand": strand,
        "extract": found,
        **_of(request.user, strand, found),
        "ready": talk is not None,
        "turns": [one for one in said_in(talk) if not one.is_gap]
        if talk is not None and found is None
        else [],
        "groups": [(one, *_named(there[one.pk])) for one in groups],
        "problem": problem,
        "sent": request.POST if problem else {},
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "groups/bring.html", shown, status=422 if problem else 200)


def _of(person: Person, strand: Strand, found: TalkExtract | None) -> dict[str, object]:
    if found is None:
        return {}
    yeses = set(found.yeses.values_list("person_id", flat=True))
    readers = [one for one in bringing.readers_of(found.group) if one.joined_at <= found.asked_at]
    missing = [part.person for part in strand.parts.all() if part.person_id not in yeses]
    return {
        "lines": bringing.lines_of(found),
        "readers": [one.person.name for one in readers],
        "you_said": person.pk in yeses,
        "missing": _(" and ").join(one.name for one in missing if one.pk != person.pk),
    }


def _named(there: list[Member]) -> tuple[str, str]:
    """Names, and their stamp: a yes is a yes to these people."""
    return ", ".join(one.person.name for one in there), stamp([str(one.person.code) for one in there])
