"""Coming into a talk: here, on an own phone by a code, or by signing in beside the first."""

import uuid

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.conversations import actions, words
from sidebyside.conversations.access import talk_of, talks_that_wait_for
from sidebyside.conversations.forms import BesideForm, JoinForm, WantsRecording, partner_signed_in
from sidebyside.conversations.models import Confirmation
from sidebyside.conversations.panel import keep_digits
from sidebyside.conversations.views.back import back
from sidebyside.people import second_factor
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.people.second_forms import code_fits
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@require_POST
def here(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.JOIN)
    form = WantsRecording(request.POST)
    if not form.is_valid():
        return back(request, talk, words.choose_recording())
    actions.confirm(talk, request.user, Confirmation.How.OWN_SESSION, form.wants_recording)
    if actions.missing(talk):
        keep_digits(request, talk, actions.new_join_code(talk))
    return back(request, talk)


@require_POST
def not_here(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.JOIN)
    actions.not_here(talk, request.user)
    return back(request, talk)


@require_POST
def code(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.JOIN)
    if request.user not in actions.missing(talk) and actions.missing(talk):
        keep_digits(request, talk, actions.new_join_code(talk))
    return back(request, talk)


@sensitive_post_parameters("password", "code")
@require_POST
def beside(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The second partner proves who they are at the first's screen; whose session it is stays as it was."""
    talk = talk_of(request.user, code, Act.JOIN)
    if request.user in actions.missing(talk):
        return back(request, talk, _("Say first that you are here yourself."))
    form = BesideForm(request.POST)
    if not form.is_valid():
        incomplete = "wants" in form.errors and len(form.errors) == 1
        return back(request, talk, words.choose_recording() if incomplete else words.wrong_partner())
    found = authenticate(request, email=form.cleaned_data["email"], password=form.cleaned_data["password"])
    people = [part.person for part in talk.strand.parts.all()]
    partner = partner_signed_in(found, people, request.user)
    if partner is None or not doors.may(partner, Act.JOIN, Kind.TALK, talk.strand):
        return back(request, talk, words.wrong_partner())
    if trouble := _second_factor(partner, form.cleaned_data["code"]):
        return back(request, talk, trouble)
    actions.confirm(talk, partner, Confirmation.How.BESIDE, form.wants_recording)
    return back(request, talk)


def _second_factor(partner: Person, code: str) -> str:
    """Whoever has a second factor shows it here too; else a known password would be a partner's word. Empty: shown."""
    second_factor.open_where_over(partner)
    if not second_factor.is_wanted_beside(partner):
        return ""
    if not second_factor.has_codes(partner):
        return words.needs_own_device(partner.name)
    return code_fits(partner, code) if code else words.needs_code(partner.name)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: PersonRequest) -> HttpResponse:
    """On an own phone: six digits from the shared screen. Which talk it is, they say themselves."""
    talks = talks_that_wait_for(request.user)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            talk = actions.join_by_code(
                talks, request.user, form.cleaned_data["digits"], form.wants_recording
            )
        except actions.NotNow as reason:
            form.add_error("digits", words.not_now(reason.word))
        else:
            messages.success(request, _("You are in. This page can stop the recorder, too."))
            return redirect("conversations:talk", talk.strand.code)
    return render(request, "conversations/join.html", {"form": form}, status=422 if form.errors else 200)
