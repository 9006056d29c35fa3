"""An interview that a colleague holds: asking for it, its page for both, and hearing what was recorded."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.instruments import answering, interviews, spoken
from sidebyside.instruments.access import interview_for, own_interview_key, sheet_for
from sidebyside.instruments.models import Interview, Sheet
from sidebyside.instruments.shapes import Form, Question, Sort, read
from sidebyside.instruments.versions import current_form
from sidebyside.people.forms import ColleagueForm
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors
from sidebyside.trust.models import Deed
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see, you_and
from sidebyside.voice.models import VoiceNote
from sidebyside.voice.views import played

LISTENED_A_PAGE = 20
ACTS = {
    # On to another question, once the recorder has sent what was said to this one.
    "go": Act.SEE,
    "yes": Act.JOIN,
    "no": Act.JOIN,
    "record": Act.CHANGE,
    "stop": Act.CHANGE,
    "end": Act.CHANGE,
    "erase": Act.DELETE,
}


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, key: str) -> HttpResponse:
    """A colleague is asked by name. Where one is asked already, this leads to that interview."""
    person = request.user
    form = own_interview_key(person, key)
    there = interviews.open_one(person, key)
    if there is not None:
        return redirect("instruments:interview", code=there.code)
    people, status = interviews.may_be_asked(person), 200
    typed = ColleagueForm(people=people)
    if request.method == "POST":
        typed = ColleagueForm(request.POST, people=people)
        if typed.is_valid():
            made = interviews.ask(person, typed.chosen(), key)
            return redirect("instruments:interview", code=made.code)
        status = 422
    shown = {"form": form, "typed": typed, "people": people, "corner": who_can_see(Circle.YOU)}
    return render(request, "instruments/ask_interview.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """One page for both: what is asked of each, one question at a time while it is recorded, and what was said."""
    if request.method == "POST":
        return _done(request, code, request.POST.get("do", ""))
    found = interview_for(request.user, code)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"mark": interviews.mark_of(found)})
    return _page(request, found)


def _done(request: PersonRequest, code: uuid.UUID, do: str) -> HttpResponse:
    if do not in ACTS:
        doors.nothing_here()
    person = request.user
    before = interviews.did_already(person, code, do)
    if before is not None:
        return redirect("home") if before.ended_at else redirect("instruments:interview", code=code)
    found = interview_for(person, code, ACTS[do])
    if do == "go":
        return redirect(f"{request.path}?{urlencode({'q': request.GET.get('q', '')})}")
    is_own = found.person_id == person.pk
    try:
        if do in {"yes", "no"}:
            interviews.answer(found, yes=do == "yes")
        elif do in {"record", "stop"}:
            interviews.say_record(found, person, yes=do == "record")
        elif do == "end":
            if interviews.end(found, person):
                messages.success(request, _told_of_the_end(found, is_own))
        else:
            _erase(request, found)
    except interviews.Over:
        messages.warning(request, _("This interview is over, so nothing was changed. Ask anew if you like."))
    if not is_own and do in {"no", "end"}:
        return redirect("home")
    return redirect("instruments:interview", code=code)


def _told_of_the_end(found: Interview, is_own: bool) -> str:
    if found.agreed_at is None:
        return _("The question is taken back.")
    if is_own:
        return _("Taken back. Nobody but you can hear it from now on.")
    return _("You have left the interview with %(name)s.") % {"name": found.person.name}


def _erase(request: PersonRequest, found: Interview) -> None:
    if interviews.erase(found):
        messages.error(
            request, _("Not everything could be erased. Press again, or tell whoever runs this server.")
        )
        return
    messages.success(request, _("Erased. Looked for again: no sound of it is left, and no key to one."))


@dataclass(frozen=True)
class Said:
    question: Question
    place: str
    notes: list[VoiceNote] = field(default_factory=list)


def _page(request: PersonRequest, found: Interview) -> HttpResponse:
    is_own, is_on = found.person_id == request.user.pk, interviews.is_on(found)
    other = found.interviewer if is_own else found.person
    form, asked = _questions(found, is_own)
    is_shown = found.agreed_at is not None and found.ended_at is None
    mine, theirs = found.own_yes_at, found.interviewer_yes_at
    if not is_own:
        mine, theirs = theirs, mine
    shown: dict[str, Any] = {
        "interview": found,
        "form": form,
        "is_own": is_own,
        "is_on": is_on,
        "other": other,
        "i_say_yes": interviews.counts(mine),
        "they_say_yes": interviews.counts(theirs),
        "mark": interviews.mark_of(found),
        "recorded": [one for one in asked if one.notes],
        "listened": _listened(request, found) if is_own else None,
        "corner": you_and(other.name)
        if is_shown and found.interviewer.is_active
        else who_can_see(Circle.YOU),
    }
    if not is_own:
        shown |= _words_for_interviewer(request, found, asked)
    if is_own and is_on and asked:
        shown |= _one_question(request, asked)
    if is_own and found.ended_at is None:
        shown["voice_sent"] = _("Kept: you and %(name)s can hear it.") % {"name": other.name}
    return render(request, "instruments/interview.html", shown)


def _words_for_interviewer(request: PersonRequest, found: Interview, asked: list[Said]) -> dict[str, Any]:
    """What was written down is opened by a press of its own, and each such reading is noted as hearing is."""
    notes = [note for one in asked for note in one.notes]
    has_words = any(getattr(note, "written", None) and note.written.words for note in notes)
    reads = has_words and "words" in request.GET
    if reads:
        interview_for(request.user, found.code, kind=Kind.INTERVIEW_SAID)
        if request.method == "GET":
            interviews.note_reading(found, request.user)
    return {"has_words": has_words, "reads": reads}


def _listened(request: PersonRequest, found: Interview) -> Page[Deed]:
    """Each one, the newest first; the interviewee sees them also when nothing is left to be heard."""
    return Paginator(interviews.listened(found), LISTENED_A_PAGE).get_page(request.GET.get("listened"))


def _one_question(request: PersonRequest, asked: list[Said]) -> dict[str, Any]:
    said = request.GET.get("q", "")
    at = min(max(int(said), 1), len(asked)) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    return {
        "now": asked[at - 1],
        "at": at,
        "all": len(asked),
        "before": at - 1 if at > 1 else 0,
        "after": at + 1 if at < len(asked) else 0,
    }


def _questions(found: Interview, is_own: bool) -> tuple[Form, list[Said]]:
    """The spoken questions in the version that is answered, and what was recorded to each. Whoever only is asked to
    hold it causes no look at any answer."""
    if found.agreed_at is None:
        return current_form(found.person.school_id, found.key), []
    notes: dict[str, list[VoiceNote]] = {}
    for key, note in spoken.said_in(found):
        notes.setdefault(key, []).append(note)
    if is_own:
        sheet = sheet_for(found.person, found.key, timezone.localdate())
        form = answering.form_of(sheet)
    else:
        sheet, form = Sheet(person=found.person, key=found.key), _form_asked(found)
    mark = answering.mark_of(form)
    aloud = [one for one in form.questions() if one.sort == Sort.SPOKEN]
    return form, [
        Said(one, spoken.place_shown(sheet, one, mark, found), notes.get(one.key, [])) for one in aloud
    ]


def _form_asked(found: Interview) -> Form:
    """By its version alone: the interviewer's page opens no answer."""
    rows = Sheet.objects.filter(person=found.person, key=found.key)
    body = rows.values_list("version__body", flat=True).first()
    return read(body) if body else current_form(found.person.school_id, found.key)


@require_safe
def heard(request: PersonRequest, code: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """What was recorded, for the interviewer; the interviewee hears their own under their own address."""
    found = interview_for(request.user, code, kind=Kind.INTERVIEW_SAID)
    said = next((one for _key, one in spoken.said_in(found) if one.code == note), None)
    if said is None:
        doors.nothing_here()
    if request.method == "GET":
        interviews.note_listening(found, request.user)
    return played(request, said)
