"""The school's video policy: published by whom the school charges with it, read by anybody."""

import uuid
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.consent import access, policies
from sidebyside.consent.forms import TITLES, ChargeForm, PolicyForm
from sidebyside.consent.lasting import longest_months
from sidebyside.consent.models import SECTIONS, Charge, VideoPolicy
from sidebyside.people.access import school_of
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind


@login_not_required
@require_safe
def policies_here(request: HttpRequest) -> HttpResponse:
    """One address for anybody who has none: the school's policy, or the schools of this server that published one."""
    schools = list(School.objects.filter(video_policies__isnull=False).distinct().order_by("name"))
    if len(schools) == 1:
        return redirect("consent:policy", code=schools[0].code)
    return render(request, "consent/policies.html", {"schools": schools})


@login_not_required
@require_safe
def policy(request: HttpRequest, code: uuid.UUID) -> HttpResponse:
    """Anybody's to read. It speaks for the school: no person is named. Earlier versions stand below."""
    school = School.objects.filter(code=code).first()
    versions = list(VideoPolicy.objects.filter(school=school)) if school else []
    if school is None or not versions:
        doors.nothing_here()
    with timezone.override(ZoneInfo(school.zone)):
        newest, *earlier = [_shown(one) for one in versions]
        shown = {
            "school": school,
            "newest": newest,
            "earlier": earlier,
            # A version is never changed; the limit may have been, since.
            "months": longest_months(school),
        }
        return render(request, "consent/policy.html", shown)


def _shown(one: VideoPolicy) -> dict[str, object]:
    return {
        "version": one.version,
        "at": one.published_at,
        "sections": [(TITLES[name], getattr(one, name)) for name in SECTIONS],
    }


@login_not_required
@require_safe
def pupils_notice(request: HttpRequest, code: uuid.UUID) -> HttpResponse:
    """In words for pupils' ages, for the wall, the screen or the planner."""
    school = School.objects.filter(code=code).first()
    if school is None or not policies.may_film(school.pk):
        doors.nothing_here()
    return render(request, "consent/pupils_notice.html", {"school": school, "months": longest_months(school)})


@require_http_methods(["GET", "HEAD", "POST"])
def write_policy(request: PersonRequest) -> HttpResponse:
    school = access.school_for_policy(request.user)
    newest = policies.in_force(school.pk)
    begin = {name: getattr(newest, name) for name in SECTIONS} if newest else policies.template(school)
    form = PolicyForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        made = policies.publish(school, request.user, form.cleaned_data)
        messages.success(
            request,
            _("Published as version %(n)d. Anybody with its address can read it.") % {"n": made.version},
        )
        return redirect("consent:write-policy")
    status = 422 if form.errors else 200
    runs = doors.may(request.user, Act.RUN, Kind.SCHOOL, school)
    shown = {"form": form, "school": school, "newest": newest, "runs_school": runs}
    return render(request, "consent/write_policy.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def charges(request: PersonRequest) -> HttpResponse:
    """The co-ordinator says who looks after consent, and who publishes the policy."""
    school = school_of(request.user)
    form = ChargeForm(request.POST or None, school=school, by=request.user)
    if form.is_bound and request.user.is_held:
        # Else whoever reads a co-ordinator's mailbox could let an accomplice into the register at once.
        form.add_error(None, _("You can charge somebody once your new sign-in counts: see your account."))
    if request.method == "POST" and form.is_valid():
        person, what = form.cleaned_data["person"], form.cleaned_data["what"]
        charge, is_new = Charge.objects.get_or_create(school=school, person=person, what=what)
        if is_new:
            audit.did("charged", Kind.SCHOOL, person.code, request.user.code, what=what)
        messages.success(request, f"{person.name}: {charge.get_what_display()}")
        return redirect("consent:charges")
    shown = {
        "form": form,
        "school": school,
        "charges": school.charges.select_related("person").order_by("what", "person__name"),
    }
    return render(request, "consent/charges.html", shown, status=422 if form.errors else 200)


@require_POST
def charge_back(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    school = school_of(request.user)
    charge = Charge.objects.filter(code=code, school=school).select_related("person").first()
    if charge is None:
        doors.nothing_here()
    charge.delete()
    audit.did("took charge back", Kind.SCHOOL, charge.person.code, request.user.code, what=charge.what)
    messages.success(request, _("%(name)s no longer has this task.") % {"name": charge.person.name})
    return redirect("consent:charges")
