"""A guardian's private page: no account, no script, a phone will do. A visit changes nothing; the button does."""

from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.consent import access, held, notices, policies, register
from sidebyside.consent.lasting import longest_months
from sidebyside.consent.links import day_in
from sidebyside.consent.models import Link


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    link = access.link_of(token)
    if request.method == "POST":
        wants = request.POST.get("answer")
        study, exemplar = (request.POST.get(name) == "yes" for name in ("study", "exemplar"))
        # A no is taken at any time, a yes for as long as the link says.
        if wants == "no" or (wants == "yes" and _is_open(link)):
            register.answer(link.guardian, coaching=wants == "yes", study=study, exemplar=exemplar)
        # A no is never refused, whatever else is ticked; but what it leaves out is said.
        said_how = "no-more" if wants == "no" and (study or exemplar) else "1"
        said = notices.language(request.POST.get("lang", "")).code
        response: HttpResponse = HttpResponseRedirect(
            f"{reverse('consent:agree', args=[token])}?lang={said}&said={said_how}", status=303
        )
    else:
        response = _page(request, link, token)
    return _quiet(response)


def _quiet(response: HttpResponse) -> HttpResponse:
    # The token stands in the address. Only the host's name may go into a referrer: with none at all a browser
    # sends "null" for its origin as well, and the button would be refused as a stranger's.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@login_not_required
@sensitive_variables("token")
@require_safe
def held_page(request: HttpRequest, token: str) -> HttpResponse:
    """All that is held about the child, for this guardian: to read, or with ?as=file as an archive."""
    link = access.link_of(token)
    language = request.GET.get("lang") or link.guardian.language
    found = held.of(link.guardian.pupil, link.guardian, is_whole=False)
    if request.GET.get("as") == "file":
        return _quiet(archive(found, language))
    shown = {"told": held.told(found, language), "lang": notices.language(language).code, "token": token}
    return _quiet(render(request, "consent/agree_held.html", shown))


def archive(found: held.Held, language: str) -> HttpResponse:
    answer = HttpResponse(held.as_zip(found, language), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{held.NAME}"'
    return answer


def _is_open(link: Link) -> bool:
    return timezone.now() < link.answer_until


@sensitive_variables("token")
def _page(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    pupil, school = link.guardian.pupil, link.guardian.pupil.school
    spoken = notices.language(request.GET.get("lang") or link.guardian.language)
    newest = register.newest(link.guardian)
    until = day_in(spoken, timezone.localtime(link.answer_until, ZoneInfo(school.zone)).date())
    filled = {"child": pupil.short_name, "school": school.name, "until": until}
    if spoken.right_to_left:
        # Names and dates of another direction keep their own order within the sentence.
        filled = {name: f"\u2068{value}\u2069" for name, value in filled.items()}
    filled["months"] = str(longest_months(school))
    words = {name: text.format(**filled) for name, text in vars(spoken.words).items()}
    shown = {
        "spoken": spoken,
        "words": words,
        "languages": list(notices.ALL.values()),
        "is_open": _is_open(link),
        "answer": newest,
        "said": request.GET.get("said", "") if newest is not None else "",
        "school": school,
        "has_policy": policies.may_film(school.pk),
        "token": token,
    }
    return render(request, "consent/agree.html", shown)
