"""Signing in, joining by invitation, and coming back after a lost sign-in."""

from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.people import actions, identities, sessions
from sidebyside.people.adapters import BACKEND
from sidebyside.people.forms import ComeBackForm, JoinForm, LostForm, SignInForm
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import NEW_FOR, Person
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors


def mail_trouble() -> str:
    return _("The mail could not be sent, so nothing was changed. Try again in a few minutes.")


def onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _come_in(request: HttpRequest, person: Person, onward: str) -> HttpResponse:
    """After the password; where the person has a second factor, this leads to its page first."""
    answer: HttpResponse = perform_password_login(request, {}, Login(user=person, redirect_url=onward))
    return answer


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(onward(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if person is not None:
            return _come_in(request, person, onward(request))
        if getattr(request, "axes_locked_out", False):
            return render(request, "people/too_many_tries.html", status=429)
        form.add_error(
            None, _("That e-mail and password do not go together. Try again, or choose a new password below.")
        )
    return render(
        request,
        "people/sign_in.html",
        {"form": form, "next": onward(request), "others": identities.offered()},
    )


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Here, and where the school's own sign-in offers it, there."""
    at = identities.ends_elsewhere(request) if request.user.is_authenticated else ""
    logout(request)
    if not at:
        return redirect("people:sign-in")
    response = render(request, "people/go_on.html", {"at": at, "over": True})
    response.headers["Refresh"] = f"0; url={at}"
    return response


@require_POST
def sign_out_everywhere(request: PersonRequest) -> HttpResponse:
    sessions.end_all(request.user, but=request.session.session_key)
    return sign_out(request)


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """A visit changes nothing (mail scanners open links); the button does."""
    invitation = actions.open_invitation(token)
    if invitation is None:
        return render(request, "people/link_over.html", {"what": "invitation"}, status=404)
    if request.user.is_authenticated:
        return render(request, "people/join_signed_in.html", {"invitation": invitation})
    not_yet = Person(email=invitation.email, name=invitation.name, school=invitation.school)
    form = JoinForm(request.POST or None, initial={"name": invitation.name}, person=not_yet)
    if request.method == "POST" and form.is_valid():
        person = actions.join(token, form.cleaned_data["name"], form.cleaned_data["password"])
        if person is None:
            return render(request, "people/link_over.html", {"what": "invitation"}, status=404)
        login(request, person, backend=BACKEND)
        messages.success(request, _("Welcome, %(name)s. You are in.") % {"name": person.name})
        return redirect("home")
    return render(request, "people/join.html", {"form": form, "invitation": invitation})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    form = LostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_way_back(form.cleaned_data["email"])
        return render(request, "people/lost_sent.html")
    return render(request, "people/lost.html", {"form": form})


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    recovery = actions.open_recovery(token)
    if recovery is None:
        return render(request, "people/link_over.html", {"what": "way back"}, status=404)
    form = ComeBackForm(request.POST or None, person=recovery.person)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.come_back(token, form.cleaned_data["password"], form.cleaned_data["lost_all"])
        except MailTrouble:
            form.add_error(None, mail_trouble())
            return render(request, "people/come_back.html", {"form": form, "new_for": NEW_FOR}, status=503)
        if person is None:
            return render(request, "people/link_over.html", {"what": "way back"}, status=404)
        return _come_in(request, person, reverse("people:account"))
    return render(request, "people/come_back.html", {"form": form, "new_for": NEW_FOR})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        person = actions.stop(token)
        if person is None:
            doors.nothing_here()
        with timezone.override(ZoneInfo(person.school.zone)):
            return render(request, "people/stopped.html", {"opened_at": person.opened_at})
    return render(request, "people/stop.html")
