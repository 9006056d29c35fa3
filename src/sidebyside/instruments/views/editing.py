"""A school's own copy of a form: its words changed, questions left out or added, as a new version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.instruments.access import known, school_for_form, when_of
from sidebyside.instruments.answering import mark_of
from sidebyside.instruments.editor import EditorForm, ReplyForm
from sidebyside.instruments.models import Reply
from sidebyside.instruments.shapes import NotAForm, Reader
from sidebyside.instruments.versions import current_form, give_ours_again, newest, publish
from sidebyside.people.models import School
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: PersonRequest, key: str) -> HttpResponse:
    school = school_for_form(request.user, key)
    if request.method != "POST":
        return _page(request, school, key)
    do = request.POST.get("do", "")
    if do == "reply":
        return _reply(request, school, key)
    if do == "ours":
        give_ours_again(school, key)
        messages.success(
            request, _("The form is as it came again. Answers that were begun keep their version.")
        )
        return redirect("instruments:words", key=key)
    current = current_form(school.pk, key)
    typed = EditorForm(request.POST, form=current)
    if request.POST.get("form") != mark_of(current):
        typed.add_error(
            None, _("Somebody gave another version since you opened this page. It is not overwritten yet.")
        )
        return _page(request, school, key, typed, status=409)
    if not typed.is_valid():
        return _page(request, school, key, typed, status=422)
    try:
        publish(school, typed.edited())
    except NotAForm as problem:
        typed.add_error(None, str(problem))
        return _page(request, school, key, typed, status=422)
    messages.success(request, _("Kept as your school’s form. Answers that were begun keep their version."))
    return redirect("instruments:words", key=key)


def _reply(request: PersonRequest, school: School, key: str) -> HttpResponse:
    typed = ReplyForm(request.POST)
    if not typed.is_valid():
        return _page(request, school, key, reply=typed, status=422)
    year, _term = when_of(known(key), timezone.localdate())
    told = typed.cleaned_data["words"]
    if told:
        Reply.objects.update_or_create(
            school=school, key=key, year=year, defaults={"words": told, "given_at": timezone.now()}
        )
        messages.success(request, _("Everybody at your school reads it above the form."))
    else:
        Reply.objects.filter(school=school, key=key, year=year).delete()
        messages.success(request, _("The reply is taken away."))
    return redirect("instruments:words", key=key)


def _page(
    request: PersonRequest,
    school: School,
    key: str,
    typed: EditorForm | None = None,
    reply: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form = current_form(school.pk, key)
    last = newest(school.pk, key)
    is_group = form.reader == Reader.GROUP
    told = None
    if is_group:
        year, _term = when_of(form, timezone.localdate())
        told = Reply.objects.filter(school=school, key=key, year=year).first()
    shown = {
        "form": form,
        "editor": typed or EditorForm(form=form),
        "mark": mark_of(form),
        "is_own": last is not None and not last.is_built_in,
        "number": last.number if last else 0,
        "reply": (reply or ReplyForm(initial={"words": told.words if told else ""})) if is_group else None,
        "corner": who_can_see(Circle.SCHOOL),
    }
    return render(request, "instruments/words.html", shown, status=status)
