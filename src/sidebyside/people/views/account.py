"""A person's own account. Nobody else can change any of it."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people import actions, sessions, tries
from sidebyside.people.forms import WRONG, ChangeEmailForm, ChangePasswordForm, NameForm, WithPassword
from sidebyside.people.mail import MailTrouble
from sidebyside.people.requests import PersonRequest
from sidebyside.people.views.ways_in import mail_trouble
from sidebyside.trust.words import (
    exception_at,
    nobody_else,
    schools_of_partners,
    what_deleted_means,
    what_the_keeper_could_do,
)


@require_safe
def account(request: PersonRequest) -> HttpResponse:
    return _account(request)


@require_POST
def change_name(request: PersonRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _account(request, name_form=form)
    request.user.name = form.cleaned_data["name"]
    request.user.save(update_fields=["name"])
    messages.success(request, _("Your name is changed."))
    return redirect("people:account")


@sensitive_post_parameters()
@require_POST
def change_password(request: PersonRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST, person=request.user)
    if _is_guessed(request, form):
        return _signed_out(request)
    if not form.is_valid():
        return _account(request, password_form=form)
    actions.change_password(request.user, form.cleaned_data["password"])
    old = request.session.session_key
    update_session_auth_hash(request, request.user)
    sessions.moved(request.user, old, request.session.session_key)
    sessions.end_all(request.user, but=request.session.session_key)
    messages.success(request, _("Your password is changed. Other devices are signed out."))
    return redirect("people:account")


@sensitive_post_parameters("current")
@require_POST
def change_email(request: PersonRequest) -> HttpResponse:
    form = ChangeEmailForm(request.POST, person=request.user)
    if _is_guessed(request, form):
        return _signed_out(request)
    if form.is_valid() and request.user.is_held:
        form.add_error(None, _("Your address can be changed once your films and notes are open again."))
    if not form.is_valid():
        return _account(request, email_form=form)
    try:
        actions.ask_new_email(request.user, form.cleaned_data["email"])
    except MailTrouble:
        form.add_error(None, mail_trouble())
        return _account(request, email_form=form)
    messages.success(
        request, _("We have sent a link to the new address. Until you open it, nothing changes.")
    )
    return redirect("people:account")


def _is_guessed(request: PersonRequest, form: WithPassword) -> bool:
    """Somebody at an open laptop tries one password after the other: from now on at the sign-in, which rests."""
    if not form.has_error("current", WRONG):
        tries.right(request)
        return False
    return tries.wrong(request)


def _signed_out(request: PersonRequest) -> HttpResponse:
    logout(request)
    messages.warning(
        request,
        _("That was not your password, several times in a row, so you are signed out. Sign in again."),
    )
    return redirect("people:sign-in")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: PersonRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "people/confirm_email.html")
    try:
        changed = actions.confirm_new_email(request.user, token)
    except MailTrouble:
        messages.error(request, mail_trouble())
        return redirect("people:account")
    if not changed:
        return render(request, "people/link_over.html", {"what": "new address"}, status=404)
    messages.success(request, _("From now on you sign in with the new address."))
    return redirect("people:account")


@require_safe
def who_could_look(request: PersonRequest) -> HttpResponse:
    return render(
        request,
        "people/who_could_look.html",
        {
            "keeper": what_the_keeper_could_do(request.user.school_id),
            "nobody": nobody_else(request.user.school_id, schools_of_partners(request.user.pk)),
            "exception": exception_at(request.user.school_id),
            "deleted": what_deleted_means(),
        },
    )


def _account(
    request: PersonRequest,
    name_form: NameForm | None = None,
    password_form: ChangePasswordForm | None = None,
    email_form: ChangeEmailForm | None = None,
) -> HttpResponse:
    forms = {
        "name_form": name_form or NameForm(initial={"name": request.user.name}),
        "password_form": password_form or ChangePasswordForm(person=request.user),
        "email_form": email_form or ChangeEmailForm(person=request.user),
    }
    failed = any(form.is_bound for form in forms.values())
    return render(request, "people/account.html", forms, status=422 if failed else 200)
