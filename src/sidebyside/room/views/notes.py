"""Live notes: taken in the lesson by a partner, unseen by the other until the reveal."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.programme.stages import plan_of
from sidebyside.recordings.models import Recording
from sidebyside.room import actions, answers, jobs
from sidebyside.room.access import note_for, notebook_for, room_for, showing_for, showing_to_mark
from sidebyside.room.forms import BeginsForm, LineUpForm, NoteForm, SignalForm
from sidebyside.room.models import LiveNote, Moment, Signal
from sidebyside.room.notes import film_begins_at
from sidebyside.room.notes import notes as note_rows
from sidebyside.room.preparing import about
from sidebyside.room.words import room_words
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
@answers.for_whom_it_was_written
def notes(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand = notebook_for(request.user, code)
    if request.method == "POST":
        return _write(request, strand, answers.code_in(request.POST.get("code", "")) or uuid.uuid4())
    return _notebook(request, strand, NoteForm())


@require_POST
@answers.for_whom_it_was_written
def note(request: PersonRequest, code: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    strand = notebook_for(request.user, code)
    if LiveNote.objects.filter(code=note).exists():
        note_for(request.user, strand, note, Act.CHANGE)
    return _write(request, strand, note)


@require_POST
@answers.for_whom_it_was_written
def put_away(request: PersonRequest, code: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    strand = notebook_for(request.user, code)
    found = note_for(request.user, strand, note, Act.DELETE)
    actions.put_away(found)
    return _changed(request, strand, found)


@require_POST
@answers.for_whom_it_was_written
def bring_back(request: PersonRequest, code: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    strand = notebook_for(request.user, code)
    found = note_for(request.user, strand, note, Act.CHANGE)
    actions.bring_back(found)
    return _changed(request, strand, found)


@require_POST
@answers.for_whom_it_was_written
def signal(request: PersonRequest, code: uuid.UUID, signal: uuid.UUID) -> HttpResponse:
    """The page made its sound, and the film will be searched for it."""
    strand = notebook_for(request.user, code)
    body = answers.sent(request)
    if body is None:
        return answers.not_understood()
    form = SignalForm(body)
    if not form.is_valid():
        return answers.problems(form)
    kept = actions.keep_signal(request.user, strand, signal, form.cleaned_data["sounded_at"])
    jobs.look_for(kept)
    return JsonResponse({"saved": answers.signal_said(kept)})


@require_safe
def now(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The server's clock, by which notes lie on the film whatever the device's own says."""
    notebook_for(request.user, code)
    response = JsonResponse({"now_ms": _now_ms()})
    response.headers["Cache-Control"] = "no-store"
    return response


def _now_ms() -> int:
    return int(timezone.now().timestamp() * 1000)


@require_POST
def line_up(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Move all own notes along the film: the author heard one of them there."""
    strand = notebook_for(request.user, code)
    showing = showing_to_mark(request.user, strand)
    form = LineUpForm(request.POST)
    assert showing.recording is not None
    if form.is_valid():
        actions.line_up(request.user, showing.recording, form.cleaned_data["shift_ms"])
        messages.success(request, _("Your notes are lined up with the film."))
    return redirect("room:prepare", code=strand.code)


@require_POST
def film_begins(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The owner says when the film began, by the clock on the wall."""
    strand = room_for(request.user, code)
    recording = showing_for(request.user, strand).recording
    doors.check(request.user, Act.CHANGE, Kind.FILM, recording)
    assert recording is not None
    form = BeginsForm(request.POST)
    if form.is_valid():
        actions.film_begins(recording, _that_day(strand, recording, form), film_begins_at(strand, recording))
        messages.success(request, _("Kept. Notes typed in the lesson lie on the film by this time."))
    else:
        messages.error(request, _("Write the time as hours and minutes, for example 10:05."))
    return redirect("room:prepare", code=strand.code)


def _that_day(strand: Strand, recording: Recording, form: BeginsForm) -> datetime:
    day = timezone.localtime(film_begins_at(strand, recording) or recording.made_at).date()
    return timezone.make_aware(datetime.combine(day, form.cleaned_data["begins"]))


def _write(request: PersonRequest, strand: Strand, code: uuid.UUID) -> HttpResponse:
    by_script = answers.is_json(request)
    body = answers.sent(request) if by_script else request.POST
    if body is None:
        return answers.not_understood()
    form = NoteForm(body)
    if not form.is_valid():
        return answers.problems(form) if by_script else _notebook(request, strand, form, status=422)
    base = answers.base_of(dict(body)) if by_script else 0
    fields = {name: form.cleaned_data[name] for name in ("words", "sort", "noted_at")}
    written = actions.write_note(request.user, strand, code, fields, base)
    if by_script:
        return answers.landed(written.outcome, answers.note_said(written.mark))
    return redirect("room:notes", code=strand.code)


def _changed(request: PersonRequest, strand: Strand, found: LiveNote) -> HttpResponse:
    if answers.is_json(request):
        return JsonResponse({"saved": answers.note_said(found)})
    return redirect("room:notes", code=strand.code)


def _notebook(request: PersonRequest, strand: Strand, form: NoteForm, status: int = 200) -> HttpResponse:
    rows = [row for row in note_rows(request.user, strand, showing_for(request.user, strand)) if row.is_own]
    context = {
        "strand": strand,
        "about": about(strand),
        "form": form,
        "rows": rows,
        "note_code": uuid.uuid4(),
        "now_ms": _now_ms(),
        "sorts": Moment.Sort.choices,
        "is_coachee": request.user.pk == strand.coachee.pk,
        "films": plan_of(strand).films_lesson,
        "signals": Signal.objects.filter(strand=strand, author=request.user).count(),
        "words": room_words(),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "room/notes.html", context, status=status)
