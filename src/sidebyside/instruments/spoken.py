"""Answers by voice: each note lies at one question of one person's sheet. See ``voice.places``.

A page sends the mark of the form that it showed behind the place; the note keeps the place alone. What was recorded in
an interview that a colleague held lies below the same question, behind the interview's code.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.core.saying import NotTaken
from sidebyside.instruments import answering, interviews
from sidebyside.instruments.access import sheet_for
from sidebyside.instruments.models import Interview, Sheet
from sidebyside.instruments.shapes import Question, Reader, Sort
from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.policy import Act
from sidebyside.voice import notes
from sidebyside.voice.access import notes_of
from sidebyside.voice.models import VoiceNote
from sidebyside.voice.places import Belongs

PLACE = "sheet"


def place_of(sheet: Sheet) -> str:
    return f"{PLACE}:{sheet.key}:{sheet.year}:{sheet.term}"


def place_of_question(sheet: Sheet, question: Question) -> str:
    return f"{place_of(sheet)}:{question.key}"


def place_shown(sheet: Sheet, question: Question, mark: str, interview: Interview | None = None) -> str:
    """What a page sends that shows this question; ``mark`` is of its form, as the POST of the sheet is checked by."""
    held = f":{interview.code.hex}" if interview is not None else ""
    return f"{place_of_question(sheet, question)}:{mark}{held}"


def _read(more: str) -> tuple[str, str, str, str]:
    """Form, year and term, question, and the interview if there is one, of a place as it is kept."""
    key, year, term, question, held = (*more.split(":"), "")[:5]
    return key, f"{year}:{term}", question, held


def takes(person: Person, more: str) -> str:
    """A question of one's own sheet of now that may be spoken, in a form for oneself alone. Begins the sheet.

    Inside a transaction only. Raises Http404, and NotTaken where the page showed another form.
    """
    key, year, term, question, mark, held = (*more.split(":", 5), "", "", "", "", "", "")[:6]
    sheet = sheet_for(person, key, timezone.localdate(), Act.CHANGE)
    form = answering.form_of(sheet)
    # Asked here as well as when the form is read: whatever a form says, one without names takes no voice.
    if form.reader != Reader.SELF or f"{PLACE}:{key}:{year}:{term}" != place_of(sheet):
        doors.nothing_here()
    if mark != answering.mark_of(form):
        raise _other_form()
    if question not in {one.key for one in form.questions() if one.sort == Sort.SPOKEN}:
        doors.nothing_here()
    if mark != answering.mark_of(answering.form_of(answering.begin(sheet))):
        # Published at this very moment.
        raise _other_form()
    if held:
        # As this server writes it: a code may be typed in several ways, and the interviewer's door reads one.
        held = interviews.insist_recorded(person, key, held)
    return f"{key}:{year}:{term}:{question}" + (f":{held}" if held else "")


def _other_form() -> NotTaken:
    return NotTaken(
        _(
            "Your school has given this form in another version since you opened it. Save what you said as "
            "a file, load the page again, and see what it asks now."
        )
    )


def belongs(person: Person, more: str) -> Belongs:
    """By its form and its question, as that was asked."""
    key, when, question, held = _read(more)
    year, term = when.split(":")
    rows = Sheet.objects.select_related("person", "version").filter(person=person, key=key)
    sheet = rows.filter(year=year, term=term).first() or Sheet(person=person, key=key)
    form = answering.form_of(sheet)
    asked = next((one.ask for one in form.questions() if one.key == question), "")
    folder = "-".join([key, *(one for one in (year, term) if one != "0")])
    page = reverse("instruments:sheet", args=[key])
    if held:
        said = _("%(form)s (held by a colleague): %(asked)s") % {"form": form.title, "asked": asked}
        return Belongs(f"{folder}/{question}-held", said, page)
    return Belongs(f"{folder}/{question}", f"{form.title}: {asked}", page)


def heard_by(person: Person, more: str) -> str:
    """The colleague who may hear what was recorded there, and read its words; nobody what was spoken alone."""
    held = _read(more)[3]
    return interviews.open_to(person, uuid.UUID(held)) if held else ""


def by_question(sheet: Sheet) -> Mapping[str, list[VoiceNote]]:
    """All notes of a sheet in one question, by the keys of what they answer."""
    found: dict[str, list[VoiceNote]] = {}
    for one in notes_of(sheet.person, place_of(sheet)):
        found.setdefault(_question_of(one), []).append(one)
    return found


def _question_of(note: VoiceNote) -> str:
    return _read(note.place.removeprefix(f"{PLACE}:"))[2]


def said_in(interview: Interview) -> list[tuple[str, VoiceNote]]:
    """What was recorded in one interview, each with the key of its question, the oldest first. Without the sound."""
    return [(_question_of(one), one) for one in interviews.recorded_in(interview)]


def erase_with(sender: type[Sheet], instance: Sheet, **_more: Any) -> None:
    """What was spoken goes with its sheet, however that goes."""
    notes.erase_at(instance.person_id, place_of(instance))
