"""The co-ordinator's side: metadata only. Nothing here may name a table of what pairs make."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.federation.access import is_in_one
from sidebyside.people.access import invited_and_not_in, school_of
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import co_ordinating, plans
from sidebyside.programme.access import partnership_for, programme_for
from sidebyside.programme.actions import CURRENT_SCHOOL_TEXT
from sidebyside.programme.agreement import clauses_of, is_of_older_text, is_school_due, school_signature
from sidebyside.programme.co_ordinator_forms import PairForm, ProgrammeForm
from sidebyside.programme.models import SchoolTemplate
from sidebyside.programme.plans.words import ABOUT, NAMES
from sidebyside.programme.plans.year import fitted, last_day
from sidebyside.programme.previewing import Preview, preview_of
from sidebyside.timetable.asking import school_days
from sidebyside.trust.policy import Act

LOOK = "look"


@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: PersonRequest) -> HttpResponse:
    """Choose a template and two days; "look" shows the year that they make, and starts nothing."""
    school = school_of(request.user)
    own = list(SchoolTemplate.objects.filter(school=school).order_by("name", "pk"))
    looks = request.method == "POST" and request.POST.get("do") == LOOK
    chosen = {"template": request.GET["template"]} if "template" in request.GET else {}
    form = ProgrammeForm(request.POST if request.method == "POST" else None, own=own, initial=chosen)
    # To look at a year it needs no name yet.
    form.fields["name"].required = not looks
    if request.method == "POST" and not looks and form.is_valid():
        given, plan = form.cleaned_data, form.plan()
        assert plan is not None
        first, last = given["starts_on"], last_day(plan, given["starts_on"], given["ends_on"])
        fits = fitted(plan, first, last, school_days(school, first, last))
        programme = co_ordinating.start_programme(request.user, given["name"], fits, first, last)
        messages.success(request, _("The programme is there. What comes next stands on its page."))
        return redirect("overview:programme", code=programme.code)
    shown = {
        "form": form,
        "looks": looks,
        "cards": [(key, name, ABOUT[key]) for key, name in NAMES.items()],
        "own": own,
        "chosen": str(form["template"].value()),
        "preview": _preview(form, school),
    }
    failed = form.is_bound and not looks and form.errors
    return render(request, "programme/new_programme.html", shown, status=422 if failed else 200)


def _preview(form: ProgrammeForm, school: School) -> Preview | None:
    """None while what is typed makes no year."""
    plan = form.plan()
    if form.is_bound:
        form.is_valid()
        days = [form.cleaned_data.get(name) for name in ("starts_on", "ends_on")]
    else:
        days = [form.initial[name] for name in ("starts_on", "ends_on")]
    starts_on, ends_on = days
    if plan is None or starts_on is None or ends_on is None or ends_on <= starts_on:
        return None
    return preview_of(plan, starts_on, ends_on, school_days(school, starts_on, ends_on))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_for_school(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = programme_for(request.user, code, Act.RUN)
    if request.method != "POST":
        for_school = school_signature(programme)
        shown = {
            "programme": programme,
            "clauses": clauses_of(CURRENT_SCHOOL_TEXT, plans.kept(programme.plan)),
            "for_school": for_school,
            "is_due": is_school_due(for_school) and programme.closed_at is None,
            "text_is_new": is_of_older_text(for_school),
        }
        return render(request, "programme/sign_for_school.html", shown)
    co_ordinating.sign_for_school(programme, request.user)
    messages.success(
        request, _("Signed for the school. It stands on every agreement with this text, for a year.")
    )
    return redirect("overview:programme", code=programme.code)


@require_POST
def close_programme(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = programme_for(request.user, code, Act.RUN)
    if request.POST.get("do") == "open":
        co_ordinating.open_programme_again(programme, request.user)
        messages.success(request, _("The year is open again."))
    else:
        co_ordinating.close_programme(programme, request.user)
        messages.success(
            request,
            _(
                "The year is closed. Nothing counts as unfinished; cycles that still run are their pairs’ to close."
            ),
        )
    return redirect("overview:programme", code=programme.code)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_pair(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    programme = programme_for(request.user, code, Act.RUN)
    form = PairForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        people = form.people()
        try:
            co_ordinating.propose_and_tell(programme, people, request.user)
        except co_ordinating.NotPossible as reason:
            form.add_error(None, _why_not(reason.word))
        else:
            messages.success(
                request,
                _(
                    "%(names)s are told by mail, and find the proposal on their own page. Each accepts or declines it."
                )
                % {"names": _(" and ").join(one.name for one in people)},
            )
            return redirect("overview:programme", code=programme.code)
    enough = form.fields["first"].queryset.count() > 1  # type: ignore[attr-defined]
    return render(
        request,
        "programme/propose_pair.html",
        {
            "form": form,
            "programme": programme,
            "enough": enough,
            "to_come": 0 if enough else invited_and_not_in(programme.school),
            "in_trust": is_in_one(programme.school),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def take_proposal_back(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code, Act.RUN)
    try:
        co_ordinating.take_proposal_back(partnership, request.user)
        messages.success(request, _("The proposal is taken back."))
    except co_ordinating.NotPossible as reason:
        messages.error(request, _why_not(reason.word))
    return redirect("overview:programme", code=partnership.programme.code)


def _why_not(word: str) -> str:
    return {
        "same person twice": _("That is the same person twice. A pair is two colleagues."),
        "wrong number": _("In this programme a partnership is two colleagues."),
        "not at this school": _("One of them has no open account at this school. Invite them first."),
        "three of two schools": _("With somebody of another school a partnership is two people."),
        "guest": _("A coach from outside coaches only, and only where roles stay. Choose a colleague."),
        "closed": _("This year is closed. Open it again, or start another programme."),
        "already a pair": _("These two have a partnership in this programme already."),
        "over already": _("It is over already. You can propose another pair."),
        "already running": _(
            "Both have accepted: the partnership is theirs now. They can end it themselves."
        ),
    }[word]
