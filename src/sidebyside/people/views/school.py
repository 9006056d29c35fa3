"""The co-ordinator's list of people: invite, take an invitation back, close or open an account."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people import actions
from sidebyside.people.access import colleague_for, invitation_for, school_of
from sidebyside.people.forms import InviteForm, SecondFactorRuleForm
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.people.views.ways_in import mail_trouble


@require_safe
def people(request: PersonRequest) -> HttpResponse:
    return _people(request, school_of(request.user), InviteForm())


@require_POST
def ask_second_factor(request: PersonRequest) -> HttpResponse:
    school = school_of(request.user)
    form = SecondFactorRuleForm(request.POST)
    if not form.is_valid():
        return _people(request, school, InviteForm(), status=422, rule=form)
    actions.ask_second_factor(school, form.cleaned_data["who"], request.user)
    messages.success(request, _("Whoever this asks and has none yet sets it up on their next page."))
    return redirect("people:people")


@require_POST
def invite(request: PersonRequest) -> HttpResponse:
    school = school_of(request.user)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people(request, school, form, status=422)
    email = form.cleaned_data["email"].strip().lower()
    if school.people.filter(email=email).exists():
        messages.info(request, _("%(email)s is already here.") % {"email": email})
        return redirect("people:people")
    try:
        actions.invite(
            school,
            email,
            form.cleaned_data["name"],
            request.user,
            for_guest=form.cleaned_data["for_guest"],
        )
    except MailTrouble:
        form.add_error(None, mail_trouble())
        return _people(request, school, form, status=503)
    messages.success(
        request,
        _("An invitation is on its way to %(email)s. The link works once, for seven days.")
        % {"email": email},
    )
    return redirect("people:people")


@require_POST
def take_back(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    actions.take_back(invitation_for(request.user, code), request.user)
    messages.success(request, _("That invitation no longer works."))
    return redirect("people:people")


@require_POST
def disable(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    person = colleague_for(request.user, code)
    if person == request.user:
        messages.error(request, _("You cannot close your own account here: nobody could open it again."))
        return redirect("people:people")
    actions.disable(person, request.user)
    messages.success(
        request, _("%(name)s can no longer sign in. Nothing of theirs is lost.") % {"name": person.name}
    )
    return redirect("people:people")


@require_POST
def enable(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    person = colleague_for(request.user, code)
    actions.enable(person, request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person.name})
    return redirect("people:people")


def _people(
    request: PersonRequest,
    school: School,
    form: InviteForm,
    status: int = 200,
    rule: SecondFactorRuleForm | None = None,
) -> HttpResponse:
    # What each is charged with, and a staff list, stand in rooms above, which hang their rows on person and school.
    colleagues = list(school.people.order_by("name").prefetch_related("charges"))
    invited = list(school.invitations.filter(used_at=None, taken_back_at=None).order_by("name", "ends_at"))
    waiting = [one for one in invited if one.is_open]
    known = {one.email for one in colleagues} | {one.email for one in waiting}
    lapsed = {one.email: one for one in invited if one.email not in known}
    listed = school.staff_list.filter(invited_at=None).exclude(email__in=known).order_by("name", "email")
    return render(
        request,
        "people/people.html",
        {
            "form": form,
            "rule": rule or SecondFactorRuleForm(initial={"who": school.second_factor_for}),
            "colleagues": colleagues,
            "waiting": waiting,
            "lapsed": list(lapsed.values()),
            "listed": list(listed),
            "school": school,
        },
        status=status,
    )
