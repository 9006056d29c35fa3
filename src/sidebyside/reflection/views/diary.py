"""The private diary, and what of it somebody brings to a meeting."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.access import strand_for
from sidebyside.programme.forms import LineField, WordsField
from sidebyside.programme.models import Strand
from sidebyside.programme.seen import AtRest, Changed, stamp
from sidebyside.reflection import diary as writing
from sidebyside.reflection import spoken
from sidebyside.reflection.access import diary_for, entry_for
from sidebyside.reflection.models import DiaryEntry
from sidebyside.reflection.prompts import layer_to_visit, prompt_in
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see
from sidebyside.voice.access import notes_of
from sidebyside.voice.codes import as_code

A_PAGE = 20


class EntryForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("Your words"),
        required=True,
        rows=7,
        error_messages={"required": gettext_lazy("Write a few words, or leave it for another day.")},
    )
    thread = LineField(
        label=gettext_lazy("A thread it belongs to"),
        help_text=gettext_lazy("A word or two that you choose, to find entries again that go together."),
        max_length=60,
    )

    def __init__(self, *args: Any, is_spoken: bool = False, **kwargs: Any) -> None:
        """``is_spoken``: there is a voice note, and words need not be."""
        super().__init__(*args, **kwargs)
        self.fields["words"].required = not is_spoken


@require_http_methods(["GET", "HEAD", "POST"])
def diary(request: PersonRequest) -> HttpResponse:
    """Today's prompt above what was written before. A POST makes an entry."""
    posts = request.method == "POST"
    diary_for(request.user, Act.CHANGE if posts else Act.SEE)
    if not posts:
        return _diary_page(request)
    voice = [code for code in map(as_code, request.POST.getlist("voice")) if code is not None]
    form = EntryForm(request.POST, is_spoken=bool(voice))
    layer, number = request.POST.get("layer", ""), _number(request.POST.get("number", ""))
    if layer not in DiaryEntry.Layer.values:
        layer = DiaryEntry.Layer.ENVIRONMENT
    if not form.is_valid():
        return _diary_page(request, form, (layer, number), status=422)
    asked = prompt_in(layer, number)[1] if request.POST.get("own") != "yes" else ""
    typed = form.cleaned_data
    try:
        writing.begin(request.user, layer, asked, typed["words"], typed["thread"], voice)
    except writing.NothingSaid:
        form.add_error("words", _("The voice note was erased meanwhile. Speak again, or write a few words."))
        return _diary_page(request, form, (layer, number), status=422)
    messages.success(request, _("Kept, for you alone."))
    return redirect("reflection:diary")


def _diary_page(
    request: PersonRequest,
    form: EntryForm | None = None,
    given: tuple[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    everything = writing.entries_of(request.user)
    thread = request.GET.get("thread", "")
    listed = [one for one in everything if one.thread == thread] if thread else everything
    layer, number = given or _asked_for(request, everything)
    number, asked = prompt_in(layer, number)
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    spoken_at = spoken.by_place(request.user)
    shown = {
        "form": form or EntryForm(),
        "layer": layer,
        "number": number,
        "next_number": number + 1,
        "asked": asked,
        "layers": DiaryEntry.Layer.choices,
        "visited": writing.visited(everything) if everything else [],
        "threads": writing.threads(everything),
        "thread": thread,
        "page": page,
        "entries": [(one, spoken_at.get(spoken.place_of(one), [])) for one in page],
        "place": spoken.PLACE,
        "waiting": spoken_at.get(spoken.PLACE, []),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "reflection/diary.html", shown, status=status)


def _asked_for(request: PersonRequest, everything: list[DiaryEntry]) -> tuple[str, int]:
    layer = request.GET.get("layer", "")
    if layer in DiaryEntry.Layer.values:
        return layer, _number(request.GET.get("number", ""))
    layer = layer_to_visit([(one.layer, one.written_at) for one in everything])
    return layer, sum(one.layer == layer for one in everything)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """One entry: read, changed, erased."""
    posts = request.method == "POST"
    found = entry_for(request.user, code, Act.CHANGE if posts else Act.SEE)
    if not posts:
        return _entry_page(request, found, EntryForm(initial={"words": found.words, "thread": found.thread}))
    if request.POST.get("do") == "erase":
        found.delete()
        messages.success(request, _("The entry is erased."))
        return redirect("reflection:diary")
    form = EntryForm(request.POST, is_spoken=bool(notes_of(request.user, spoken.place_of(found))))
    if not form.is_valid():
        return _entry_page(request, found, form, status=422)
    try:
        writing.change(
            found, form.cleaned_data["words"], form.cleaned_data["thread"], request.POST.get("seen", "")
        )
    except Changed:
        found.refresh_from_db()
        return _entry_page(request, found, form, problem="changed", status=409)
    messages.success(request, _("Kept, for you alone."))
    return redirect("reflection:diary-entry", code=code)


def _entry_page(
    request: PersonRequest, found: DiaryEntry, form: EntryForm, problem: str = "", status: int = 200
) -> HttpResponse:
    shown = {
        "entry": found,
        "form": form,
        "seen": stamp([found.words, found.thread]),
        "problem": problem,
        "place": spoken.place_of(found),
        "notes": notes_of(request.user, spoken.place_of(found)),
        "shown_to_partners": found.brought.exists(),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "reflection/diary_entry.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """What each brings to this meeting out of their own diary. Nothing is there until its author says so."""
    strand = strand_for(request.user, code, Act.SEE, Kind.FOCUS)
    if request.method != "POST":
        return _brought_page(request, strand)
    try:
        writing.bring(strand, request.user, set(request.POST.getlist("entry")))
    except AtRest:
        return _brought_page(request, strand, problem="at rest", status=409)
    messages.success(request, _("Done. What is ticked is shown at this meeting, and nothing else."))
    return redirect("reflection:brought", code=code)


def _brought_page(
    request: PersonRequest, strand: Strand, problem: str = "", status: int = 200
) -> HttpResponse:
    rows = writing.brought_to(request.user, strand)
    ticked = {row.entry_id: row.entry for row in rows if row.entry.author_id == request.user.pk}
    # Whatever is offered by now: what is brought can be unticked.
    own = {one.pk: one for one in writing.offered(request.user)} | ticked
    shown = {
        "strand": strand,
        "running": strand.cycle.is_running,
        "rows": [row for row in rows if row.entry.words],
        "own": [(one, pk in ticked) for pk, one in own.items()],
        "problem": problem,
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "reflection/brought.html", shown, status=status)
