"""Correcting what was written down, turn by turn, and what belongs to all of it: voices, names, signing off."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.conversations.models import Pseudonym, Transcript, Voice, WrittenTurn
from sidebyside.conversations.panel import as_code
from sidebyside.conversations.views.back import is_part
from sidebyside.conversations.views.written import back
from sidebyside.conversations.written import editing, naming, signing, sitting_in, withholding, words
from sidebyside.conversations.written.access import (
    pseudonym_of,
    transcript_for,
    turn_of,
    written_strand,
)
from sidebyside.conversations.written.changing import CannotNow, Clash, Now
from sidebyside.conversations.written.page import page_of
from sidebyside.conversations.written.turns import Said
from sidebyside.core.exchange.shapes import tidy
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import StrandPart
from sidebyside.trust import doors
from sidebyside.trust.policy import Act

MOST_SHOWN = 300


@require_http_methods(["GET", "HEAD", "POST"])
def turn(request: PersonRequest, code: uuid.UUID, turn: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    row = turn_of(transcript, turn)
    if request.method != "POST":
        return _editor(request, transcript, row)
    try:
        with transaction.atomic():
            now = _do(transcript, request.user, row.code, request.POST)
    except Clash as clash:
        return _clash(request, transcript, row, clash)
    except CannotNow as reason:
        return _not_done(request, transcript, row, words.cannot(reason.word))
    if now is not None and now.had_sign_offs and not is_part(request):
        messages.info(request, words.for_scripts()["removed"])
    return back(request, transcript.conversation.strand, at=f"turn-{row.code}")


def _do(transcript: Transcript, person: Person, code: uuid.UUID, said: QueryDict) -> Now | None:
    """What the pressed button says. Words that were typed beside it are kept first. Raises Clash, CannotNow."""
    revision, do = _whole(said.get("revision")), said.get("do", "text")
    if do == "withhold":
        withholding.withhold(transcript, person, code, max(1, _whole(said.get("count", "1"))))
        return None
    if do == "remove":
        return editing.remove(transcript, person, code, revision)
    place = _whole(said.get("place"))
    first = editing.correct(transcript, person, code, revision, said.get("text", ""))
    if do == "text":
        return first
    revision = transcript.turns.values_list("revision", flat=True).get(code=code)
    further: dict[str, Callable[[], Now]] = {
        "split": lambda: editing.split(transcript, person, code, revision, place),
        "join": lambda: editing.join_next(transcript, person, code, revision),
        "give": lambda: editing.give_to(transcript, person, code, revision, as_code(said.get("voice"))),
        "sound": lambda: editing.mark_backchannel(transcript, person, code, revision, True),
        "no-sound": lambda: editing.mark_backchannel(transcript, person, code, revision, False),
    }
    if do not in further:
        raise CannotNow("gone")
    now = further[do]()
    now.had_sign_offs = now.had_sign_offs or first.had_sign_offs
    return now


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _editor(
    request: PersonRequest,
    transcript: Transcript,
    row: WrittenTurn,
    *,
    text: str | None = None,
    problem: str = "",
    theirs: str | None = None,
    status: int = 200,
) -> HttpResponse:
    if row.is_gap:
        doors.nothing_here()
    voices = list(transcript.voices.select_related("person"))
    row.voice = next((voice for voice in voices if voice.pk == row.voice_id), None)
    shown = row.text if text is None else text
    context = {
        "strand": transcript.conversation.strand,
        "corner": sitting_in.corner(transcript.conversation.strand),
        "row": row,
        "said": Said(row, 0, 0, {}),
        "text": shown,
        "tokens": list(enumerate(shown.split()))[1:],
        "voices": voices,
        "problem": problem,
        "theirs": theirs,
    }
    name = "editor" if is_part(request) else "turn"
    return render(request, f"conversations/written/{name}.html", context, status=status)


def _clash(request: PersonRequest, transcript: Transcript, row: WrittenTurn, clash: Clash) -> HttpResponse:
    """Both texts, and nothing chosen for anybody."""
    if clash.turn is None:
        return back(request, transcript.conversation.strand, words.cannot("gone"))
    clash.turn.transcript = transcript
    mine = request.POST.get("text", "")
    return _editor(request, transcript, clash.turn, text=mine, theirs=clash.turn.text, status=409)


def _not_done(request: PersonRequest, transcript: Transcript, row: WrittenTurn, problem: str) -> HttpResponse:
    fresh = transcript.turns.filter(pk=row.pk).first()
    if fresh is None or fresh.is_gap:
        return back(request, transcript.conversation.strand, problem)
    mine = request.POST.get("text", fresh.text)
    return _editor(request, transcript, fresh, text=mine, problem=problem, status=422)


@require_POST
def add(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A turn typed by hand, at the end or below another."""
    transcript = transcript_for(request.user, code)
    said = request.POST
    try:
        made = editing.add(
            transcript,
            request.user,
            as_code(said.get("after")) if said.get("after") else None,
            as_code(said.get("voice")) if said.get("voice") else None,
            said.get("text", ""),
        )
    except Clash:
        return back(request, transcript.conversation.strand, words.cannot("gone"))
    except CannotNow as reason:
        return back(request, transcript.conversation.strand, words.cannot(reason.word))
    return back(request, transcript.conversation.strand, at=f"turn-{made.code}")


@require_POST
def bring_back(request: PersonRequest, code: uuid.UUID, turn: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    row = turn_of(transcript, turn)
    return _done(request, transcript, lambda: withholding.bring_back(transcript, request.user, row.code))


def _done(request: PersonRequest, transcript: Transcript, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except CannotNow as reason:
        return back(request, transcript.conversation.strand, words.cannot(reason.word))
    return back(request, transcript.conversation.strand)


@require_POST
def undo(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    return _done(request, transcript, lambda: editing.undo(transcript, request.user))


@require_POST
def swap(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    return _done(request, transcript, lambda: editing.swap_voices(transcript, request.user))


@require_POST
def whose(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Which voice is whose, said once for the whole talk."""
    transcript = transcript_for(request.user, code)
    parts = {str(part.person.code): part for part in transcript.conversation.strand.parts.all()}
    chosen: dict[uuid.UUID, tuple[Person | None, str]] = {}
    for voice in transcript.voices.all():
        told = request.POST.get(f"voice-{voice.code}", "")
        if told:
            chosen[voice.code] = _speaker(parts, told)
    return _done(request, transcript, lambda: editing.say_whose(transcript, request.user, chosen))


def _speaker(parts: dict[str, StrandPart], told: str) -> tuple[Person | None, str]:
    if told in parts:
        return parts[told].person, str(parts[told].role)
    return None, Voice.Role.OTHER.value


@require_POST
def sign(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    revision = _whole(request.POST.get("revision"))
    return _done(request, transcript, lambda: signing.sign_off(transcript, request.user, revision))


@require_POST
def unsign(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    signing.take_back(transcript, request.user)
    return back(request, transcript.conversation.strand)


@require_POST
def name(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A name that is shown as another from now on."""
    transcript = transcript_for(request.user, code)
    real, other = tidy(request.POST.get("name", "")), tidy(request.POST.get("pseudonym", ""))
    return _done(request, transcript, lambda: naming.show_as(transcript, request.user, real, other))


@require_POST
def name_away(request: PersonRequest, code: uuid.UUID, name: uuid.UUID) -> HttpResponse:
    transcript = transcript_for(request.user, code)
    found: Pseudonym = pseudonym_of(transcript, name)
    return _done(request, transcript, lambda: naming.show_again(transcript, request.user, found))


@require_safe
def changes(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Who changed what kind of thing when; never the words."""
    page = page_of(request.user, written_strand(request.user, code, Act.SHARE))
    if page.transcript is None:
        doors.nothing_here()
    rows = page.transcript.edits.select_related("by").defer("states").order_by("-pk")[:MOST_SHOWN]
    context = {"strand": page.strand, "corner": sitting_in.corner(page.strand), "edits": list(rows)}
    return render(request, "conversations/written/changes.html", context)
