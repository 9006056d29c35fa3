"""The register: for the teachers of a class and the data-protection lead, and nobody else."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.consent import access, held, importing, links, register
from sidebyside.consent.forms import GuardianForm, ListForm, PaperForm, TeachersForm
from sidebyside.consent.models import SchoolClass
from sidebyside.consent.views.guardian import archive
from sidebyside.consent.words import problem_in_words, state_in_words
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see

MOST_PROBLEMS = 40


def corner() -> str:
    return who_can_see(Circle.CLASS)


@require_safe
def classes(request: PersonRequest) -> HttpResponse:
    leads = access.leads(request.user)
    found = list(access.classes_of(request.user))
    if not leads and not found:
        doors.nothing_here()
    return render(request, "consent/classes.html", {"classes": found, "leads": leads, "corner": corner()})


@require_http_methods(["GET", "HEAD", "POST"])
def bring_list(request: PersonRequest) -> HttpResponse:
    school = access.school_for_register(request.user)
    form = ListForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        taken = importing.take_in(school, request.user, form.cleaned_data["file"].read())
        if not taken.problems:
            messages.success(
                request,
                _(
                    "New: %(classes)d classes, %(pupils)d pupils, %(guardians)d guardians. Nobody was taken out."
                )
                % {"classes": taken.classes, "pupils": taken.pupils, "guardians": taken.guardians},
            )
            return redirect("consent:classes")
        problems = [problem_in_words(one) for one in taken.problems]
    shown = {
        "form": form,
        "problems": problems[:MOST_PROBLEMS],
        "more": max(0, len(problems) - MOST_PROBLEMS),
        "corner": corner(),
    }
    return render(request, "consent/list.html", shown, status=422 if problems or form.errors else 200)


@require_safe
def class_page(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    return _class_page(request, access.class_for(request.user, code))


def _class_page(
    request: PersonRequest, school_class: SchoolClass, form: TeachersForm | None = None
) -> HttpResponse:
    rows = []
    for pupil in register.pupils_of(school_class):
        state = register.state_of(pupil)
        rows.append({"pupil": pupil, "name": pupil.name, "state": state, "words": state_in_words(state)})
    rows.sort(key=lambda row: str(row["name"]).casefold())
    leads = access.leads(request.user)
    shown = {
        "class": school_class,
        "rows": rows,
        "may": sum(row["state"] == "yes" for row in rows),
        "waiting": sum(row["state"] in {"waiting", "again"} for row in rows),
        "plan": school_class.plans.first(),
        "teachers": [one.name for one in school_class.teachers.order_by("name")],
        "form": (form or TeachersForm(school_class=school_class)) if leads else None,
        "leads": leads,
        "corner": corner(),
    }
    return render(request, "consent/class.html", shown, status=422 if form else 200)


@require_POST
def teachers(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    school_class = access.class_for(request.user, code, Act.DELETE)
    form = TeachersForm(request.POST, school_class=school_class)
    if not form.is_valid():
        return _class_page(request, school_class, form)
    school_class.teachers.set(form.chosen())
    messages.success(request, _("Kept."))
    return redirect("consent:class", code=code)


@require_POST
def delete_class(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    register.delete_class(access.class_for(request.user, code, Act.DELETE), request.user)
    messages.success(request, _("The class and what was kept of its pupils are deleted."))
    return redirect("consent:classes")


@require_POST
def give_links(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """As a page to print, as a CSV or by mail. Links are made now and shown this once."""
    school_class = access.class_for(request.user, code, Act.CHANGE)
    asked = links.everybody if request.POST.get("who") == "everybody" else links.waiting
    guardians, how = asked(school_class), request.POST.get("as")
    if how == "mail":
        guardians = [one for one in guardians if one.email]
    if not guardians:
        messages.info(request, _("There is nobody to ask in this way now."))
        return redirect("consent:class", code=code)
    given = links.give(guardians, request.user)
    if how == "csv":
        answer = HttpResponse(links.as_csv(given), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="links.csv"'
        return answer
    if how == "mail":
        sent, failed = links.send(given)
        said = ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", sent) % {"n": sent}
        if failed:
            said += " " + _("%(n)d could not be sent: try again later, or give those links on paper.") % {
                "n": failed
            }
        messages.add_message(request, messages.WARNING if failed else messages.SUCCESS, said)
        return redirect("consent:class", code=code)
    return render(request, "consent/links.html", {"class": school_class, "given": given, "corner": corner()})


@require_safe
def pupil_page(request: PersonRequest, code: uuid.UUID, pupil: uuid.UUID) -> HttpResponse:
    return _pupil_page(request, code, pupil)


def _pupil_page(
    request: PersonRequest, code: uuid.UUID, pupil: uuid.UUID, form: GuardianForm | None = None
) -> HttpResponse:
    access.pupil_for(request.user, code, pupil)
    school_class = access.class_for(request.user, code)
    found = register.pupils_of(school_class).get(code=pupil)
    state = register.state_of(found)
    shown = {
        "class": school_class,
        "pupil": found,
        "state": state,
        "words": state_in_words(state),
        "guardians": [
            (one, list(one.answers.all()), PaperForm(prefix=one.code.hex[:8]))
            for one in found.guardians.all()
        ],
        "form": form or GuardianForm(),
        "leads": access.leads(request.user),
        "corner": corner(),
    }
    return render(request, "consent/pupil.html", shown, status=422 if form else 200)


@require_safe
def held_page(request: PersonRequest, code: uuid.UUID, pupil: uuid.UUID) -> HttpResponse:
    """For the data-protection lead: what the pupil, or one guardian (``for``), is given on paper or as a file."""
    found = access.pupil_for(request.user, code, pupil, Act.DELETE)
    guardians = list(found.guardians.select_related("pupil__school"))
    whose = next((one for one in guardians if str(one.code) == request.GET.get("for")), None)
    gathered = held.of(found, whose, is_whole=True)
    language = request.GET.get("lang") or (whose.language if whose else "en")
    audit.did("gathered all that is held", Kind.CLASS, found.code, request.user.code)
    if request.GET.get("as") == "file":
        return archive(gathered, language)
    shown = {
        "told": held.told(gathered, language),
        "class": access.class_for(request.user, code),
        "pupil": found,
        "guardians": guardians,
        "whose": whose,
        "corner": _("the data-protection lead"),
    }
    return render(request, "consent/held.html", shown)


@require_POST
def paper(request: PersonRequest, code: uuid.UUID, pupil: uuid.UUID, guardian: uuid.UUID) -> HttpResponse:
    """What came back on paper, typed in."""
    found = (
        access.pupil_for(request.user, code, pupil).guardians.select_related("pupil").filter(code=guardian)
    )
    one = found.first()
    if one is None:
        doors.nothing_here()
    form = PaperForm(request.POST, prefix=one.code.hex[:8])
    if form.is_valid():
        register.answer(one, **form.told(), typed_by=request.user)
        messages.success(request, _("The answer is kept."))
    else:
        messages.warning(request, _("Choose yes or no, then press Keep."))
    return redirect("consent:pupil", code=code, pupil=pupil)


@require_POST
def add_guardian(request: PersonRequest, code: uuid.UUID, pupil: uuid.UUID) -> HttpResponse:
    found = access.pupil_for(request.user, code, pupil)
    form = GuardianForm(request.POST)
    if not form.is_valid():
        return _pupil_page(request, code, pupil, form)
    found.guardians.create(**form.cleaned_data)
    messages.success(request, _("Added. They can be given a link now."))
    return redirect("consent:pupil", code=code, pupil=pupil)


@require_POST
def own_no(request: PersonRequest, code: uuid.UUID, pupil: uuid.UUID) -> HttpResponse:
    found = access.pupil_for(request.user, code, pupil)
    register.opt_out(found, request.user, out=request.POST.get("out") == "yes")
    messages.success(request, _("Kept. It needs no reason."))
    return redirect("consent:pupil", code=code, pupil=pupil)


@require_POST
def take_out(request: PersonRequest, code: uuid.UUID, pupil: uuid.UUID) -> HttpResponse:
    found = access.pupil_for(request.user, code, pupil)
    register.leave(found, access.class_for(request.user, code), request.user)
    messages.success(request, _("Taken out of this class."))
    return redirect("consent:class", code=code)
