"""Taking one's own voice out of a talk, and the sound that is made without it."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from sidebyside.conversations.views.written import back, talk_for
from sidebyside.conversations.written import silence, voice_out, words
from sidebyside.conversations.written.changing import CannotNow
from sidebyside.people.requests import PersonRequest


@require_POST
def out(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    talk = talk_for(request, code)
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
