"""To a school's own sign-in and back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people import identities
from sidebyside.people.requests import PersonRequest
from sidebyside.people.views.ways_in import onward
from sidebyside.trust import doors

# Marks the answer of a SAML provider that our own page sends once more.
HERE = "here"


@login_not_required
@require_POST
def sign_in_with(request: HttpRequest, provider: str) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(onward(request))
    return _leave(request, provider, identities.SIGN_IN, onward(request), None)


@require_POST
def link(request: PersonRequest, provider: str) -> HttpResponse:
    return _leave(request, provider, identities.LINK, "", request.user.pk)


@login_not_required
@require_safe
def from_elsewhere(request: HttpRequest, provider: str) -> HttpResponse:
    """Back from the provider, with a code that is exchanged without the browser."""
    single = _single(provider)
    from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView

    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(single.Speaker(request, provider))(request)
    except (single.Refused, single.NotReached, KeyError, ValueError):
        return identities.refused(request)
    return answer


@csrf_exempt
@login_not_required
@require_POST
def from_saml(request: HttpRequest) -> HttpResponse:
    """Back from a SAML provider, by a form that its page sends. The browser sends our cookies only with a form of our
    own, so the first answer is a page that sends it once more; what guards it is the question this session asked."""
    saml = _saml()
    if HERE not in request.POST:
        return render(
            request, "people/from_saml.html", {"answer": request.POST.get("SAMLResponse", ""), "here": HERE}
        )
    try:
        found = saml.answer(request)
    except saml.Refused:
        return identities.refused(request)
    found.lookup()
    return identities.taken_in(request, found)


@login_not_required
@require_safe
def saml_metadata(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_saml().metadata(), content_type="application/samlmetadata+xml")


def _saml() -> Any:
    if "saml" not in settings.SIDEBYSIDE["SIGN_ON"]:
        doors.nothing_here()
    from sidebyside.people import saml

    return saml


@require_POST
def unlink(request: PersonRequest, provider: str) -> HttpResponse:
    if not identities.unlink(request.user, provider):
        doors.nothing_here()
    messages.success(request, _("That sign-in no longer opens your account."))
    return redirect("mfa_index")


def _single(provider: str) -> Any:
    """What speaks to providers is loaded where one is set: a school without one needs none of it."""
    if provider not in settings.SIDEBYSIDE["SIGN_ON"] or provider == "saml":
        doors.nothing_here()
    from sidebyside.people import single

    return single


def _leave(request: HttpRequest, provider: str, process: str, then: str, person: int | None) -> HttpResponse:
    if provider == "saml":
        return go_on(request, _saml().begin(request, process, then, person), identities.name_of(provider))
    single = _single(provider)
    try:
        at = single.begin(request, provider, process, then, person)
    except (single.Refused, single.NotReached, KeyError, ValueError):
        name = identities.name_of(provider)
        messages.error(request, _("%(name)s does not answer just now. Nothing was changed.") % {"name": name})
        return redirect("mfa_index" if request.user.is_authenticated else "people:sign-in")
    return go_on(request, at, identities.name_of(provider))


def go_on(request: HttpRequest, at: str, name: str) -> HttpResponse:
    """A page that leads away. No redirect: a form of ours may be answered by our own pages only, says our policy."""
    response = render(request, "people/go_on.html", {"at": at, "name": name})
    response.headers["Refresh"] = f"0; url={at}"
    return response
