"""Asking a colleague in to one talk, letting them in, and ending it."""

import uuid
from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from sidebyside.conversations.models import ListenerIn
from sidebyside.conversations.views.written import back
from sidebyside.conversations.written import sitting_in, words
from sidebyside.conversations.written.access import listener_of, written_strand
from sidebyside.conversations.written.changing import CannotNow
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.trust.policy import Act


@require_POST
def ask_in(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = written_strand(request.user, code, Act.CHANGE)
    email = request.POST.get("email", "")
    return _done(request, strand, lambda: sitting_in.ask_in(strand, request.user, email))


@require_POST
def let_in(request: PersonRequest, code: uuid.UUID, listener: uuid.UUID) -> HttpResponse:
    strand = written_strand(request.user, code, Act.CHANGE)
    found: ListenerIn = listener_of(strand, listener)
    return _done(request, strand, lambda: sitting_in.let_in(found, request.user))


@require_POST
def end(request: PersonRequest, code: uuid.UUID, listener: uuid.UUID) -> HttpResponse:
    strand = written_strand(request.user, code, Act.CHANGE)
    found: ListenerIn = listener_of(strand, listener)
    return _done(request, strand, lambda: sitting_in.end(found, request.user))


def _done(request: PersonRequest, strand: Strand, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except CannotNow as reason:
        return back(request, strand, words.cannot(reason.word))
    return back(request, strand)
