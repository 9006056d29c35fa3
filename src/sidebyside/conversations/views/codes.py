"""Coding a talk: the page, one code, blind coding, and comparing."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.conversations.codes import choosing, glossary, suggesting, words
from sidebyside.conversations.codes.access import coded_strand, coded_transcript, turn_to_code
from sidebyside.conversations.codes.choosing import CannotNow, Clash
from sidebyside.conversations.codes.coded import Phase
from sidebyside.conversations.codes.comparing import Comparison
from sidebyside.conversations.codes.dimensions import (
    CANNOT,
    CHOICES,
    TAGS,
    D,
    NotAValue,
    Value,
    chosen,
    told_of,
)
from sidebyside.conversations.codes.page import SEVERAL, CodesPage, cell_of
from sidebyside.conversations.models import BlindCoding, Suggestions, Transcript, TurnCode
from sidebyside.conversations.proposed import proposed
from sidebyside.conversations.reading.page import reading_page
from sidebyside.conversations.views.reading import shown
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.trust import doors
from sidebyside.trust.policy import Act


def _is_script(request: PersonRequest) -> bool:
    return request.headers.get("X-Talk") == "part"


@require_safe
def codes(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = coded_strand(request.user, code)
    page = reading_page(request.user, strand)
    told = shown(page, "codes")
    if page.talk is None or not page.talk.turns:
        return render(request, "conversations/codes/nothing.html", told)
    told |= _told(CodesPage(page), request.GET.get("turn", ""))
    told |= {"glossary": glossary.functions(), "glossary_of_dimensions": glossary.dimensions()}
    return render(request, "conversations/codes/page.html", told)


def _told(coding: CodesPage, turn: str) -> dict[str, Any]:
    coding.choose(turn)
    return {
        "coding": coding,
        "is_chosen": bool(turn),
        "choices": CHOICES,
        "tags": [(tag.value, label) for tag, label in TAGS.items()],
        "script": coding.for_script() if coding.page.may_change else None,
        "script_words": words.for_scripts(),
    }


@require_safe
def state(request: PersonRequest, code: uuid.UUID) -> JsonResponse:
    """Whether there is something to look at again: nothing of what anybody has coded blind."""
    transcript = coded_transcript(request.user, code, Act.SEE)
    asked = proposed(request.user, transcript.conversation.strand)
    made = Suggestions.objects.filter(transcript=transcript).values_list("made", flat=True).first()
    phase = choosing.phase_of(BlindCoding.objects.filter(transcript=transcript).first())
    others = transcript.codes.filter(coder=None).exclude(set_by=request.user)
    return JsonResponse(
        {
            "revision": transcript.revision,
            "suggested": made or 0,
            "phase": phase.value,
            "asked": asked.mark if asked is not None else "",
            "by_other": 0 if phase is Phase.BLIND else sum(others.values_list("revision", flat=True)),
        }
    )


@require_POST
def again(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Have the suggestions made anew: after they could not be made, or because there is a newer description."""
    transcript = coded_transcript(request.user, code, Act.CHANGE)
    do = request.POST.get("do", "")
    {"newer": suggesting.make_anew, "leave": suggesting.leave_as_made}.get(do, suggesting.ask_again)(
        transcript
    )
    return redirect(
        "conversations:codes" if request.POST.get("from") == "codes" else "conversations:reading", code
    )


@require_POST
def code(request: PersonRequest, code: uuid.UUID, turn: uuid.UUID, dimension: str) -> HttpResponse:
    """Choose, take away or undo one code of one turn; ``seen`` is the revision that this person saw."""
    transcript = coded_transcript(request.user, code, Act.CHANGE)
    if dimension not in D.values:
        doors.nothing_here()
    on = D(dimension)
    row = turn_to_code(transcript, turn)
    seen = _whole(request.POST.get("seen", "0"))
    try:
        if request.POST.get("do") == "undo":
            made = choosing.undo(transcript, request.user, row.code, on, seen)
        else:
            value = _asked(request, transcript, row.code, on)
            made = choosing.choose(transcript, request.user, row.code, on, seen, value)
    except NotAValue:
        return _answer(request, code, turn, words.no_value(), 422)
    except Clash as clash:
        return _clashed(request, code, turn, on, clash.row)
    if _is_script(request):
        return JsonResponse({"cell": cell_of(made, on)})
    return redirect(_back(request, code, turn))


def _asked(request: PersonRequest, transcript: Transcript, turn: uuid.UUID, on: D) -> Value | None:
    """Raises NotAValue."""
    do = request.POST.get("do", "")
    if do == "cannot":
        return CANNOT
    if do == "open":
        return None
    told = request.POST.getlist("value")
    if on in SEVERAL and (also := request.POST.get("also", "")):
        told = _toggled(told_of(on, choosing.value_now(transcript, request.user, turn, on)), also)
        if not told:
            return None
    more = {key: request.POST.get(key, "") for key in ("tag", "words", "question")}
    return chosen(on, told, more)


def _toggled(told: list[str], also: str) -> list[str]:
    return [one for one in told if one != also] if also in told else [*told, also]


def _whole(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0


def _back(request: PersonRequest, code: uuid.UUID, turn: uuid.UUID) -> str:
    if request.POST.get("from") == "compare":
        return reverse("conversations:compare", args=[code])
    return f"{reverse('conversations:codes', args=[code])}?turn={turn}#sheet"


def _answer(
    request: PersonRequest, code: uuid.UUID, turn: uuid.UUID, problem: str, status: int
) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"sentence": problem}, status=status)
    messages.error(request, problem)
    return redirect(_back(request, code, turn))


def _clashed(
    request: PersonRequest, code: uuid.UUID, turn: uuid.UUID, on: D, row: TurnCode | None
) -> HttpResponse:
    name = row.set_by.name if row is not None and row.set_by is not None else _("Your partner")
    cell = cell_of(row, on) if row is not None else None
    sentence = words.clash(name, cell["words"] if cell else "")
    if _is_script(request):
        return JsonResponse({"sentence": sentence, "cell": cell}, status=409)
    messages.warning(request, sentence)
    return redirect(_back(request, code, turn))


# Blind


@require_POST
def blind(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = coded_transcript(request.user, code, Act.CHANGE)
    if request.POST.get("do") == "stop":
        choosing.end_blind(transcript, request.user)
    else:
        choosing.begin_blind(transcript, request.user)
    return redirect("conversations:codes", code)


@require_POST
def ready(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = coded_transcript(request.user, code, Act.CHANGE)
    if request.POST.get("do") == "not-yet":
        choosing.not_ready(transcript, request.user)
        return redirect("conversations:codes", code)
    try:
        is_open = choosing.say_ready(transcript, request.user)
    except CannotNow:
        messages.error(request, _("You code this talk together just now. There is nothing to compare."))
        return redirect("conversations:codes", code)
    return redirect("conversations:compare" if is_open else "conversations:codes", code)


@require_safe
def compare(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Only once every coder is ready; before that it leads back to one's own."""
    strand: Strand = coded_strand(request.user, code)
    page = reading_page(request.user, strand)
    if page.coded is None or page.coded.phase is not Phase.COMPARED:
        return redirect("conversations:codes", code)
    told = shown(page, "compare") | {"comparison": Comparison(page, page.coded)}
    return render(request, "conversations/codes/compare.html", told)
