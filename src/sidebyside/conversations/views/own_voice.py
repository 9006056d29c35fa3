"""Taking one's own voice out of a talk, and the sound that is made without it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from sidebyside.conversations.views.written import back, talk_for
from sidebyside.conversations.written import silence, sitting_in, voice_out, words
from sidebyside.conversations.written.changing import CannotNow
from sidebyside.conversations.written.page import page_of
from sidebyside.people.requests import PersonRequest


@require_POST
def out(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The first press asks, on a page of its own, and changes nothing; the second does it."""
    talk = talk_for(request, code)
    if request.POST.get("sure") != "yes":
        page = page_of(request.user, talk.strand)
        context = {"strand": page.strand, "corner": sitting_in.corner(page.strand), "page": page}
        return render(request, "conversations/written/voice_out.html", context)
    voice_out.take_out(talk, request.user)
    return back(request, talk.strand)


@require_POST
def back_in(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_for(request, code)
    try:
        voice_out.take_back(talk, request.user)
    except CannotNow as reason:
        return back(request, talk.strand, words.cannot(reason.word))
    return back(request, talk.strand)


@require_POST
def silence_again(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_for(request, code)
    for track in talk.tracks.all():
        silence.try_again(track)
    return back(request, talk.strand)
