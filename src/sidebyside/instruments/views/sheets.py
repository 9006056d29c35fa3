"""Filling in a form, and reading one's own answers again."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.instruments import answering, interviews, spoken
from sidebyside.instruments.access import can_be_held, known, sheet_for, sheets_of, when_of
from sidebyside.instruments.built_in import KEYS, built_in
from sidebyside.instruments.forms_page import AnswersForm
from sidebyside.instruments.models import Reply, Sheet
from sidebyside.instruments.shapes import Question, Reader, Sort, in_words
from sidebyside.people.models import SchoolRole
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.seen import Changed, stamp
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see
from sidebyside.voice.models import VoiceNote


@require_safe
def forms(request: PersonRequest) -> HttpResponse:
    """What there is to fill in, and how far this person is with each. The forms are no secret; answers are."""
    person, today = request.user, timezone.localdate()
    own = {(one.key, one.year, one.term): one for one in sheets_of(person)}
    rows = [(built_in(key), own.get((key, *when_of(built_in(key), today)))) for key in KEYS]
    shown = {
        "own": [row for row in rows if row[0].reader == Reader.SELF],
        "shared": [row for row in rows if row[0].reader == Reader.GROUP],
        "earlier": [
            one for key, one in own.items() if key not in {(f.key, *when_of(f, today)) for f, _s in rows}
        ],
        "titles": {key: built_in(key).title for key in KEYS},
        "edits": SchoolRole.objects.filter(
            person=person, school=person.school, role=SchoolRole.Role.CO_ORDINATOR
        ).exists(),
        "held": person.is_held,
        "interviews": interviews.held_by(person),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "instruments/forms.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: PersonRequest, key: str) -> HttpResponse:
    """One form, block after block. A POST keeps it as it stands, finishes it, or takes it back."""
    posts = request.method == "POST"
    own = sheet_for(request.user, key, timezone.localdate(), Act.CHANGE if posts else Act.SEE)
    if not posts:
        return _page(request, own)
    if request.POST.get("do") == "erase":
        answering.erase(own)
        messages.success(request, _("Your answers are erased. You may begin again at any time."))
        return redirect("instruments:forms")
    form = answering.form_of(own)
    typed = AnswersForm(request.POST, form=form, answers={})
    if request.POST.get("form") != answering.mark_of(form):
        # The school gave another version since the page was made: nothing is kept under the wrong question.
        return _page(request, own, typed, problem="other form", status=409)
    if not typed.is_valid():
        return _page(request, own, typed, status=422)
    done = request.POST.get("do") == "finish"
    try:
        answering.write(own, form, typed.answers(), request.POST.get("seen", ""), done=done)
    except Changed:
        return _page(request, own, typed, problem="changed", status=409)
    if done:
        messages.success(request, _("Finished, and kept. You may change or erase it later."))
        return redirect("instruments:forms")
    messages.success(request, _("Kept as it stands. Come back when you like."))
    return redirect("instruments:sheet", key=key)


@dataclass(frozen=True)
class Asked:
    """One question on the page, and what was spoken to it."""

    question: Question
    fields: list[BoundField]
    place: str
    keeps: str
    notes: list[VoiceNote]


def _page(
    request: PersonRequest, own: Sheet, typed: AnswersForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    form = answering.form_of(own)
    mark = answering.mark_of(form)
    page = typed or AnswersForm(form=form, answers=answering.answers_of(own))
    takes_voice = any(one.sort == Sort.SPOKEN for one in form.questions())
    said = spoken.by_question(own) if takes_voice else {}
    is_to_be_held = can_be_held(form) and not request.user.is_guest
    reply = None
    # The reply is the school's to its own staff; a guest is nobody's colleague.
    if form.reader == Reader.GROUP and not request.user.is_guest:
        reply = Reply.objects.filter(school=request.user.school, key=own.key).order_by("-year").first()
    shown = {
        "sheet": own,
        "form": form,
        "page": page,
        "blocks": [
            (
                block,
                [
                    Asked(
                        one,
                        fields,
                        spoken.place_shown(own, one, mark),
                        spoken.place_of_question(own, one),
                        said.get(one.key, []),
                    )
                    for one, fields in rows
                ],
            )
            for block, rows in page.blocks()
        ],
        "takes_voice": takes_voice,
        "can_be_held": is_to_be_held,
        "held": interviews.open_one(request.user, own.key) if is_to_be_held else None,
        "notes": [note for of_question in said.values() for note in of_question],
        "seen": stamp([own.answers]),
        "mark": mark,
        "problem": problem,
        "for_group": form.reader == Reader.GROUP,
        "reply": reply,
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "instruments/sheet.html", shown, status=status)


@dataclass(frozen=True)
class Told:
    """One question in two forms: what was said then, and what now."""

    ask: str
    then: list[str]
    now: list[str]
    spoken_then: list[VoiceNote] = field(default_factory=list)
    spoken_now: list[VoiceNote] = field(default_factory=list)


@require_safe
def beside(request: PersonRequest, key: str) -> HttpResponse:
    """One's own earlier answers beside the later ones; nobody else ever has this page."""
    later_form = known(key)
    if not later_form.beside:
        return redirect("instruments:sheet", key=key)
    own = sheets_of(request.user)
    sheet_for(request.user, key, timezone.localdate())
    first = next((one for one in own if one.key == later_form.beside), None)
    last = next((one for one in own if one.key == key), None)
    shown = {
        "title": later_form.title,
        "key": key,
        "earlier_key": later_form.beside,
        "first": first,
        "last": last,
        "rows": _beside(first, last),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "instruments/beside.html", shown)


def _beside(first: Sheet | None, last: Sheet | None) -> list[Told]:
    then, now = _said(first), _said(last)
    rows = []
    for key in dict.fromkeys([*then, *now]):
        before, after = then.get(key, NOTHING), now.get(key, NOTHING)
        if before.words or before.notes or after.words or after.notes:
            ask = after.ask or before.ask
            rows.append(Told(ask, before.words, after.words, before.notes, after.notes))
    return rows


@dataclass(frozen=True)
class Answered:
    ask: str
    words: list[str]
    notes: list[VoiceNote]


NOTHING = Answered("", [], [])


def _said(sheet: Sheet | None) -> dict[str, Answered]:
    if sheet is None or not may(sheet.person, Act.SEE, Kind.SHEET, sheet):
        return {}
    answers, notes = answering.answers_of(sheet), spoken.by_question(sheet)
    return {
        one.key: Answered(one.ask, in_words(one, answers.get(one.key)), notes.get(one.key, []))
        for one in answering.form_of(sheet).questions()
    }
