"""Where a press of a button leads back to: the shared screen, or one's own page of the talk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from sidebyside.conversations.models import Conversation
from sidebyside.conversations.words import not_now
from sidebyside.people.requests import PersonRequest

# Pages of the talk, by the names of their addresses.
PLACES = ("talk", "written", "reading", "in-time", "codes", "compare", "further")


def is_part(request: PersonRequest) -> bool:
    """Sent by the page's script, which stays where it is."""
    return request.headers.get("X-Talk") == "part"


def back(request: PersonRequest, talk: Conversation, problem: str = "") -> HttpResponse:
    if is_part(request):
        # The page stays where it is, and with it the recorder.
        return HttpResponse(problem, status=422 if problem else 204, content_type="text/plain; charset=utf-8")
    if problem:
        messages.error(request, problem)
    told = request.POST.get("from", "")
    return redirect(f"conversations:{told}" if told in PLACES else "room:meet", talk.strand.code)


def back_not_now(request: PersonRequest, talk: Conversation, word: str) -> HttpResponse:
    return back(request, talk, not_now(word))
