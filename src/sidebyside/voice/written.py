"""What was said in a voice note, in words: its speaker's page, and the piece of it that other pages of theirs show."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.core.listening import here
from sidebyside.people.requests import PersonRequest
from sidebyside.trust import doors
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see, you_and
from sidebyside.voice import places, words, writing
from sidebyside.voice.access import note_for
from sidebyside.voice.models import VoiceNote, WrittenNote

ACTS = {"write": Act.CHANGE, "keep": Act.CHANGE, "away": Act.DELETE}


@require_http_methods(["GET", "HEAD", "POST"])
def written(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """One note's words. A POST has them written, keeps them as they were corrected, or takes them away."""
    if request.method != "POST":
        return _answer(request, note_for(request.user, code))
    do = request.POST.get("do", "")
    if do not in ACTS:
        doors.nothing_here()
    note = note_for(request.user, code, ACTS[do])
    if do == "keep":
        return _keep(request, note)
    if do == "away":
        writing.take_away(note)
        messages.success(request, _("The words are gone. What you said is here still."))
    elif here.is_installed():
        language = request.POST.get("language", "") or writing.language_of(request.user)
        writing.ask(note, language if language in here.LANGUAGES else "en")
        if _by_script(request):
            return _answer(request, note)
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    # Without a model there is nothing to wait for: the note's own page says so.
    return redirect(back if is_ours and here.is_installed() else request.path)


def _by_script(request: PersonRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _keep(request: PersonRequest, note: VoiceNote) -> HttpResponse:
    # A form sends a line break as two letters; its box counts one.
    typed = request.POST.get("words", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not typed or len(typed) > writing.MOST_LETTERS:
        wrong = _("Write what was said first, or take the words away.")
        if typed:
            wrong = _("These are more than 20,000 letters. Shorten them, then press Keep again.")
        return _page(request, note, typed=typed, wrong=wrong, status=422)
    try:
        writing.keep(note, typed, request.POST.get("seen", ""))
    except writing.Changed:
        wrong = _(
            "The words have changed since you opened this page, so yours were not kept yet. What is kept now stands "
            "above them; press Keep again to keep yours."
        )
        if _waits(writing.written_of(note)):
            wrong = _(
                "This note is being written down just now, so your words were not kept yet. Press Keep again to keep "
                "yours instead."
            )
        return _page(request, note, typed=typed, wrong=wrong, status=409)
    messages.success(request, _("Kept."))
    return redirect(request.path)


def _waits(found: WrittenNote | None) -> bool:
    return found is not None and found.state == WrittenNote.State.WRITING


def _answer(request: PersonRequest, note: VoiceNote) -> HttpResponse:
    if not _by_script(request):
        return _page(request, note)
    found = writing.written_of(note)
    piece = render_to_string("voice/in_words_piece.html", {"one": note, "written": found}, request)
    return JsonResponse({"state": found.state if found else "", "piece": piece})


def _page(
    request: PersonRequest, note: VoiceNote, *, typed: str | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    found = writing.written_of(note)
    other = places.heard_by(request.user, note.place)
    shown: dict[str, Any] = {
        "note": note,
        "where": places.belongs(request.user, note.place),
        "written": found,
        "typed": typed if typed is not None else (found.words if found else ""),
        "wrong": wrong,
        "seen": writing.seen_of(found),
        # What was typed and not kept stands on the page until its writer does something about it.
        "waits": _waits(found) and not wrong,
        "can_write": found is None or found.state in {WrittenNote.State.UNTOLD, WrittenNote.State.FAILED},
        "has_model": here.is_installed(),
        "no_model": words.why_not("no_model"),
        "only_english": here.knows_only_english(),
        "languages": [(one, _(name)) for one, name in here.offered().items()],
        "language": writing.language_of(request.user),
        "other": other,
        "corner": you_and(other) if other else who_can_see(Circle.YOU),
    }
    return render(request, "voice/written.html", shown, status=status)
