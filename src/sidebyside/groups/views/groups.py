"""A school's development groups, one group, and an extract that a pair has brought there."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.groups import bringing, meeting
from sidebyside.groups.access import extract_for, group_for, groups_for
from sidebyside.groups.forms import MeetingForm, NameForm
from sidebyside.groups.models import Group, Member, TalkExtract
from sidebyside.groups.standing import membership
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.standing import strands
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: PersonRequest) -> HttpResponse:
    """A POST makes a group, or (``do`` is ``join``) joins one."""
    posts = request.method == "POST"
    school = groups_for(request.user, Act.JOIN if posts else Act.SEE)
    if not posts:
        return _groups(request, school)
    if request.POST.get("do") == "join":
        found = next(
            (one for one in meeting.groups_of(school) if str(one.code) == request.POST.get("group")), None
        )
        if found is None:
            return _groups(request, school, problem=_("That group is not there any more."), status=409)
        meeting.join(found, request.user)
        return redirect("groups:group", code=found.code)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _groups(request, school, form, status=422)
    try:
        made = meeting.make(school, request.user, form.cleaned_data["name"])
    except meeting.Full:
        why = _("Your school has as many groups as it may have. Join one, or wait until one ends.")
        return _groups(request, school, form, problem=why, status=422)
    return redirect("groups:group", code=made.code)


def _groups(
    request: PersonRequest, school: School, form: NameForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    mine = set(Member.objects.filter(person=request.user, left_at=None).values_list("group_id", flat=True))
    shown = {
        "groups": [(one, one.pk in mine) for one in meeting.groups_of(school)],
        "form": form or NameForm(),
        "problem": problem,
    }
    return render(request, "groups/groups.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A POST adds a day, calls one off (``do`` is ``off``), or leaves (``leave``)."""
    posts = request.method == "POST"
    found = group_for(request.user, code, Act.CHANGE if posts else Act.SEE)
    if not posts:
        return _group(request, found)
    if request.POST.get("do") == "leave":
        meeting.leave(found, request.user)
        messages.success(request, _("You have left the group. No reason is asked."))
        return redirect("groups:groups")
    if request.POST.get("do") == "off":
        return _call_off(request, found)
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _group(request, found, form, status=422)
    try:
        meeting.meet(found, form.cleaned_data["starts_at"], form.cleaned_data["place"])
    except meeting.Full:
        form.add_error(None, _("There are days enough. Call one off first."))
        return _group(request, found, form, status=422)
    messages.success(request, _("The group meets then."))
    return redirect("groups:group", code=code)


def _call_off(request: PersonRequest, found: Group) -> HttpResponse:
    wanted = request.POST.get("meeting", "")
    for one in found.meetings.all():
        if str(one.code) == wanted:
            one.delete()
    messages.success(request, _("That day is called off."))
    return redirect("groups:group", code=found.code)


def _group(
    request: PersonRequest, found: Group, form: MeetingForm | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "group": found,
        "members": [one.person for one in bringing.readers_of(found) if one.person.is_active],
        "meetings": found.meetings.filter(at__gte=timezone.now()),
        "extracts": _readable(request, found),
        "form": form or MeetingForm(),
        "corner": _("this group only"),
    }
    return render(request, "groups/group.html", shown, status=status)


def _readable(request: PersonRequest, found: Group) -> list[TalkExtract]:
    """Told from tables that hold no content; whether the talk is still the same is seen when one is opened."""
    brought = list(found.extracts.filter(ended_at=None, agreed_at__isnull=False).order_by("-agreed_at"))
    by_key = {one.pk: one for one in strands().filter(pk__in=[one.strand_id for one in brought])}
    # Asked once for all of them.
    found.of_asker = (request.user.pk, membership(request.user, found))
    for one in brought:
        one.group, one.strand = found, by_key[one.strand_id]
    return [one for one in brought if doors.may(request.user, Act.SEE, Kind.TALK_EXTRACT, one)]


@require_safe
def extract(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    found = extract_for(request.user, code)
    lines = bringing.lines_of(found)
    if lines is None:
        doors.nothing_here()
    shown = {"group": found.group, "lines": lines, "corner": _("this group only")}
    return render(request, "groups/extract.html", shown)
