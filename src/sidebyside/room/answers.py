"""What the room's scripts send and get: small JSON bodies, the same doors and forms as the pages."""

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from sidebyside.people.put_right import sentences
from sidebyside.people.requests import PersonRequest
from sidebyside.recordings.models import Extract
from sidebyside.room.actions import Outcome
from sidebyside.room.models import LiveNote, Moment, Signal

PERSON_HEADER = "X-Person"

type View[**P] = Callable[Concatenate[PersonRequest, P], HttpResponse]


def is_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json"


def sent(request: HttpRequest) -> dict[str, Any] | None:
    """The fields of a JSON body, or None where it is no JSON object."""
    try:
        body = json.loads(request.body)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def for_whom_it_was_written[**P](view: View[P]) -> View[P]:
    """A device may hold words of somebody who has signed out: they never land under the next person's name."""

    @wraps(view)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        written_by = request.headers.get(PERSON_HEADER)
        if written_by is not None and written_by != str(request.user.code):
            return JsonResponse({"problem": _("Somebody else is signed in now.")}, status=403)
        return view(request, *args, **kwargs)

    return guarded


def base_of(body: dict[str, Any]) -> int | None:
    base = body.get("revision", 0)
    return base if isinstance(base, int) and not isinstance(base, bool) else 0


def not_understood() -> JsonResponse:
    return JsonResponse({"problem": _("This could not be read. Reload the page and try again.")}, status=400)


def problems(form: Form) -> JsonResponse:
    said = {
        name: sentences(form[name]) if name in form.fields else [str(error) for error in errors]
        for name, errors in form.errors.items()
    }
    first = next((errors[0] for errors in said.values() if errors), "")
    return JsonResponse({"problem": first, "problems": said}, status=422)


def moment_said(moment: Moment) -> dict[str, Any]:
    return {
        "code": str(moment.code),
        "start": moment.start_ms,
        "end": moment.end_ms,
        "sort": moment.sort,
        "seen": moment.seen,
        "made_of_it": moment.made_of_it,
        "revision": moment.revision,
        "put_away": moment.put_away_at is not None,
    }


def note_said(note: LiveNote) -> dict[str, Any]:
    return {
        "code": str(note.code),
        "noted_at": note.noted_at.isoformat(),
        "sort": note.sort,
        "words": note.words,
        "revision": note.revision,
        "put_away": note.put_away_at is not None,
    }


def signal_said(signal: Signal) -> dict[str, Any]:
    return {"code": str(signal.code), "sounded_at": signal.sounded_at.isoformat()}


def extract_said(extract: Extract) -> dict[str, Any]:
    return {
        "code": str(extract.code),
        "start": extract.start_ms,
        "end": extract.end_ms,
        "words": extract.words,
    }


def landed(outcome: Outcome, said: dict[str, Any]) -> JsonResponse:
    if outcome is Outcome.CLASH:
        return JsonResponse({"saved": said}, status=409)
    return JsonResponse({"saved": said}, status=201 if outcome is Outcome.MADE else 200)


def code_in(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
