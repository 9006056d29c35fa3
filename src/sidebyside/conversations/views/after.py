"""Notes in a talk, its end, and the end of its recording."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidebyside.conversations import actions, clock, deleting
from sidebyside.conversations.access import own_note, talk_of
from sidebyside.conversations.forms import NoteForm
from sidebyside.conversations.models import Conversation
from sidebyside.conversations.notes import keep_note
from sidebyside.conversations.panel import as_code
from sidebyside.conversations.views.back import back, back_not_now, is_part
from sidebyside.conversations.views.page import shown
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.policy import Act


@require_POST
def notes(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A note for both, on the talk's clock; the same draft sent twice is one note, with the newer words."""
    talk = talk_of(request.user, code, Act.CHANGE)
    form = NoteForm(request.POST)
    if not form.is_valid():
        problem = _("Write a few words first, at most 20,000 letters.")
        # A redirect would tell the device that it need not keep the words any longer.
        return back(request, talk, problem) if is_part(request) else _not_taken(request, talk, form)
    last_ms = clock.ends_ms(talk)
    told = form.cleaned_data["at_ms"]
    at_ms = last_ms if told is None else min(told, last_ms)
    keep_note(talk, request.user, as_code(request.POST.get("draft")), form.cleaned_data["words"], at_ms)
    return back(request, talk)


def _not_taken(request: PersonRequest, talk: Conversation, form: NoteForm) -> HttpResponse:
    return render(
        request, "conversations/talk.html", shown(request.user, talk.strand) | {"note_form": form}, status=422
    )


@require_POST
def note_away(request: PersonRequest, code: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.CHANGE)
    own_note(request.user, talk, note).delete()
    return back(request, talk)


@require_POST
def end(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.CHANGE)
    try:
        actions.end(talk, request.user)
    except actions.NotNow as reason:
        return back_not_now(request, talk, reason.word)
    return back(request, talk)


@require_POST
def go_on(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.JOIN)
    try:
        actions.go_on(talk, request.user)
    except actions.NotNow as reason:
        return back_not_now(request, talk, reason.word)
    return back(request, talk)


@require_POST
def delete(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.CHANGE)
    told = request.POST.get("what", "")
    what = deleting.What(told) if told in deleting.What else deleting.What.SOUND
    try:
        done = deleting.propose_or_do(talk, request.user, what)
    except actions.NotNow as reason:
        return back_not_now(request, talk, reason.word)
    if done:
        messages.success(request, deleted_in_words(what))
    return back(request, talk)


def deleted_in_words(what: deleting.What) -> str:
    if what == deleting.What.ALL:
        return _(
            "The recording of your talk and all that was written down of it are deleted: nothing of it is left "
            "here. Notes and times stay."
        )
    if what == deleting.What.WORDS:
        return _("What was written down is deleted: nothing of it is left here. The sound stays.")
    return _("The recording of your talk is deleted. Notes and times stay.")


@require_POST
def keep(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_of(request.user, code, Act.CHANGE)
    deleting.take_back(talk, request.user)
    return back(request, talk)
