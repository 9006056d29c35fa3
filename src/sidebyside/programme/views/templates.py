"""A school's own copies of templates: make one, change it, delete it. What runs keeps the plan it started with."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.people.access import school_of
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import co_ordinating, plans
from sidebyside.programme.co_ordinator_forms import TemplateForm, school_year
from sidebyside.programme.models import SchoolTemplate
from sidebyside.programme.previewing import preview_of
from sidebyside.timetable.asking import school_days
from sidebyside.trust import doors


@require_http_methods(["GET", "HEAD", "POST"])
def make_own(request: PersonRequest, base: str) -> HttpResponse:
    school_of(request.user)
    found = plans.OFFERED.get(base)
    if found is None:
        doors.nothing_here()
    return _template(request, found, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
def own_template(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    school = school_of(request.user)
    template = SchoolTemplate.objects.filter(code=code, school=school).first()
    if template is None:
        doors.nothing_here()
    if request.method == "POST" and request.POST.get("do") == "delete":
        co_ordinating.delete_template(template, request.user)
        messages.success(request, _("The template is gone. Programmes that began with it go on unchanged."))
        return redirect("programme:new-programme")
    plan = plans.kept(template.plan)
    return _template(request, plans.OFFERED.get(plan.key, plan), plan, template)


def _template(
    request: PersonRequest, base: plans.Plan, plan: plans.Plan, template: SchoolTemplate | None
) -> HttpResponse:
    looks = request.POST.get("do") == "look"
    form = TemplateForm(request.POST if request.method == "POST" else None, base=base, plan=plan)
    # To look at a year it needs no name yet.
    form.fields["name"].required = not looks
    made = form.plan() if form.is_bound and form.is_valid() else plan
    if form.is_bound and form.is_valid() and not looks:
        kept = co_ordinating.keep_template(request.user, made, template)
        messages.success(request, _("Kept as %(name)s. You can start a programme from it.") % {"name": kept})
        return redirect(f"{reverse('programme:new-programme')}?template={kept.code}")
    days = school_year(timezone.localdate())
    shown = {
        "form": form,
        "looks": looks,
        "template": template,
        "base_key": base.key,
        "base_name": plans.NAMES.get(base.key, ""),
        "preview": preview_of(
            made,
            days["starts_on"],
            days["ends_on"],
            school_days(request.user.school, days["starts_on"], days["ends_on"]),
        ),
    }
    failed = form.is_bound and not looks and form.errors
    return render(request, "programme/template.html", shown, status=422 if failed else 200)
