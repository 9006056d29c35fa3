"""Who answers for what at a school, and the co-ordinator's role: asked, answered, given up."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidebyside.federation.access import has_page
from sidebyside.people.access import school_of
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import handing_on
from sidebyside.programme.access import role_asked_for, school_that_answers
from sidebyside.programme.co_ordinating import NotPossible
from sidebyside.programme.models import AnswersFor, RoleAsked
from sidebyside.programme.role_forms import AskRoleForm, WhoAnswersForm
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind


@require_http_methods(["GET", "HEAD", "POST"])
def who_answers(request: PersonRequest) -> HttpResponse:
    """Read by everybody at school; the four names are a co-ordinator's to write."""
    if request.method != "POST":
        return _page(request)
    school = school_that_answers(request.user, Act.CHANGE)
    form = WhoAnswersForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    handing_on.write_who_answers(school, form.cleaned_data, request.user)
    messages.success(request, _("Kept. Everybody at your school finds it here."))
    return redirect("programme:who-answers")


@require_POST
def ask(request: PersonRequest) -> HttpResponse:
    school = school_of(request.user)
    form = AskRoleForm(request.POST, people=handing_on.may_be_asked(school))
    if not form.is_valid():
        return _page(request, ask_form=form, status=422)
    try:
        handing_on.ask(request.user, form.chosen(), hands_over=form.cleaned_data["how"] == "over")
    except NotPossible as reason:
        form.add_error(None, _why_not(reason.word))
        return _page(request, ask_form=form, status=422)
    messages.success(
        request, _("%(name)s finds the question on their own page.") % {"name": form.chosen().name}
    )
    return redirect("programme:who-answers")


@require_POST
def answer(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    asked = role_asked_for(request.user, code, Act.JOIN)
    if request.POST.get("do") != "yes":
        handing_on.say_no(asked)
        messages.success(request, _("You have said no. No reason is asked for."))
        return redirect("programme:who-answers")
    try:
        handing_on.say_yes(asked)
    except NotPossible as reason:
        messages.error(request, _why_not(reason.word))
        return redirect("programme:who-answers")
    messages.success(request, _("You co-ordinate now. You see stages, dates and hours, never content."))
    return redirect("home")


@require_POST
def take_back(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    handing_on.take_back(role_asked_for(request.user, code, Act.DELETE), request.user)
    messages.success(request, _("The question is taken back."))
    return redirect("programme:who-answers")


@require_POST
def step_down(request: PersonRequest) -> HttpResponse:
    school_of(request.user)
    try:
        handing_on.step_down(request.user)
    except NotPossible as reason:
        messages.error(request, _why_not(reason.word))
        return redirect("programme:who-answers")
    messages.success(request, _("You no longer co-ordinate. What is your own stays yours."))
    return redirect("home")


def _page(
    request: PersonRequest,
    form: WhoAnswersForm | None = None,
    ask_form: AskRoleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    school = school_that_answers(request.user)
    names = dict(AnswersFor.objects.filter(school=school).values_list("what", "name"))
    runs = may(request.user, Act.CHANGE, Kind.WHO_ANSWERS, school)
    leads = handing_on.co_ordinators(school)
    shown = {
        "school": school,
        "answering": [(what.label, names.get(what.value, "")) for what in AnswersFor.What],
        "co_ordinators": leads,
        "asked_me": RoleAsked.objects.filter(person=request.user, ended_at=None).select_related("by").first(),
        "runs": runs,
        "has_trust": has_page(request.user),
    }
    if runs:
        people = handing_on.may_be_asked(school)
        shown |= {
            "form": form or WhoAnswersForm(initial=names),
            "ask_form": ask_form or AskRoleForm(people=people),
            "people": people,
            "open_asks": RoleAsked.objects.filter(school=school, ended_at=None).select_related(
                "by", "person"
            ),
            "is_last": len(leads) < 2,
        }
    return render(request, "programme/who_answers.html", shown, status=status)


def _why_not(word: str) -> str:
    return {
        "held": _("Your new sign-in does not count yet, so the role stays where it is: see your account."),
        "not a colleague": _(
            "That person has no open account of their own at this school. Choose somebody else."
        ),
        "already": _("That person co-ordinates already."),
        "has another task": _(
            "That person is one of the two for safeguarding, and neither of them co-ordinates. Name somebody else "
            "for that first, or ask somebody else."
        ),
        "over": _(
            "The question has been taken back, or whoever asked no longer co-ordinates. Nothing has changed."
        ),
        "last": _(
            "Nobody else co-ordinates your school. Ask a colleague first; once they say yes, you can stop."
        ),
    }[word]
