"""The page of the written talk, the parts of it that change, how it begins, and what is taken away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.conversations.models import Conversation
from sidebyside.conversations.views.back import is_part
from sidebyside.conversations.written import making, sitting_in, takeaway, words
from sidebyside.conversations.written.access import conversation_of, transcript_for, written_strand
from sidebyside.conversations.written.changing import CannotNow
from sidebyside.conversations.written.page import Page, page_of
from sidebyside.core import exchange
from sidebyside.core.exchange import ExchangeError
from sidebyside.core.listening import here
from sidebyside.people.requests import PersonRequest, was_read_past
from sidebyside.programme.models import Strand
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act

FORMS = {kind.value: kind for kind in takeaway.TYPES}
MOST_NOTES = 8


def shown(page: Page) -> dict[str, Any]:
    return {
        "strand": page.strand,
        "corner": sitting_in.corner(page.strand),
        "page": page,
        "place": "written",
        "languages": [(code, _(name)) for code, name in here.offered().items()],
    }


@require_safe
def written(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    page = page_of(request.user, written_strand(request.user, code))
    return render(request, "conversations/written/page.html", shown(page))


@require_safe
def now(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The parts of the page that change, to be swapped in."""
    page = page_of(request.user, written_strand(request.user, code))
    return render(request, "conversations/written/parts.html", shown(page))


@require_safe
def state(request: PersonRequest, code: uuid.UUID) -> JsonResponse:
    return JsonResponse(page_of(request.user, written_strand(request.user, code)).told())


def back(request: PersonRequest, strand: Strand, problem: str = "", at: str = "") -> HttpResponse:
    """To the page; a script that stays where it is gets the sentence alone."""
    if is_part(request):
        return HttpResponse(problem, status=422 if problem else 204, content_type="text/plain; charset=utf-8")
    if problem:
        messages.error(request, problem)
    answer = redirect("conversations:written", strand.code)
    if at:
        answer["Location"] += f"#{at}"
    return answer


def talk_for(request: PersonRequest, code: uuid.UUID) -> Conversation:
    conversation = conversation_of(written_strand(request.user, code, Act.CHANGE))
    if conversation is None:
        doors.nothing_here()
    return conversation


@require_POST
def ask(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Write our talk down."""
    talk = talk_for(request, code)
    try:
        making.ask(talk, request.user, request.POST.get("language", "en"))
    except CannotNow as reason:
        return back(request, talk.strand, words.cannot(reason.word))
    return back(request, talk.strand)


@require_POST
def again(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    try:
        making.try_again(transcript)
    except CannotNow as reason:
        return back(request, transcript.conversation.strand, words.cannot(reason.word))
    return back(request, transcript.conversation.strand)


@require_POST
def stop(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    making.stop(transcript)
    return back(request, transcript.conversation.strand)


@require_POST
def answer(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """One's own yes or no to anything new being made of this talk."""
    talk = talk_for(request, code)
    try:
        making.answer(talk, request.user, yes=request.POST.get("wants") == "yes")
    except CannotNow as reason:
        return back(request, talk.strand, words.cannot(reason.word))
    return back(request, talk.strand)


@require_POST
def bring(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A transcript from a file: what it is is found out from what is in it."""
    talk = talk_for(request, code)
    file = request.FILES.get("file")
    if file is None:
        too_large = words.unreadable(ExchangeError(exchange.Code.TOO_LARGE))
        is_too_large = was_read_past(request, exchange.LIMIT_BYTES)
        return _not_brought(request, talk, too_large if is_too_large else words.cannot("no file"))
    try:
        read = exchange.read(file.read())
        made = making.bring(talk, request.user, read)
    except ExchangeError as error:
        return _not_brought(request, talk, words.unreadable(error))
    except CannotNow as reason:
        return _not_brought(request, talk, words.cannot(reason.word))
    said = _("Brought: %(count)s turns.") % {"count": made.turns.count()}
    messages.success(request, said)
    for note in read.notes[:MOST_NOTES]:
        messages.info(request, words.mended(note))
    return back(request, talk.strand)


def _not_brought(request: PersonRequest, talk: Conversation, problem: str) -> HttpResponse:
    page = page_of(request.user, talk.strand)
    page.problem = problem
    return render(request, "conversations/written/page.html", shown(page), status=422)


@require_POST
def by_hand(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_for(request, code)
    try:
        making.begin_by_hand(talk, request.user)
    except CannotNow as reason:
        return back(request, talk.strand, words.cannot(reason.word))
    return back(request, talk.strand)


@require_safe
def file(request: PersonRequest, code: uuid.UUID, kind: str) -> HttpResponse:
    transcript = transcript_for(request.user, code, Act.SHARE)
    if kind not in FORMS:
        doors.nothing_here()
    try:
        body = takeaway.as_file(transcript, FORMS[kind])
    except ExchangeError as error:
        messages.error(request, words.unreadable(error))
        return redirect("conversations:written", transcript.conversation.strand.code)
    audit.did("took away", "written", transcript.code, request.user.code, form=kind)
    response = HttpResponse(body, content_type=takeaway.TYPES[FORMS[kind]])
    response["Content-Disposition"] = f'attachment; filename="{takeaway.NAME}.{kind}"'
    return response
