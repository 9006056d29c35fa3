"""Answers by voice: each note lies at one question of one person's sheet. See ``voice.places``."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from sidebyside.instruments import answering
from sidebyside.instruments.access import sheet_for
from sidebyside.instruments.models import Sheet
from sidebyside.instruments.shapes import Question, Reader, Sort
from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.policy import Act
from sidebyside.voice import notes
from sidebyside.voice.access import notes_of
from sidebyside.voice.models import VoiceNote

PLACE = "sheet"


def place_of(sheet: Sheet) -> str:
    """Also of a sheet that has no row yet: speaking may come before the first word is kept."""
    return f"{PLACE}:{sheet.key}:{sheet.year}:{sheet.term}"


def place_at(sheet: Sheet, question: Question) -> str:
    return f"{place_of(sheet)}:{question.key}"


def takes(person: Person, more: str) -> None:
    """A question of one's own sheet of now that may be spoken, in a form for oneself alone."""
    key = more.partition(":")[0]
    sheet = sheet_for(person, key, timezone.localdate(), Act.CHANGE)
    form = answering.form_of(sheet)
    # Asked here as well as when the form is read: whatever a form says, one without names takes no voice.
    spoken = [one for one in form.questions() if one.sort == Sort.SPOKEN and form.reader == Reader.SELF]
    if f"{PLACE}:{more}" not in {place_at(sheet, one) for one in spoken}:
        doors.nothing_here()


def by_question(sheet: Sheet) -> Mapping[str, list[VoiceNote]]:
    """All notes of a sheet in one question, by the keys of what they answer."""
    found: dict[str, list[VoiceNote]] = {}
    for one in notes_of(sheet.person, place_of(sheet)):
        found.setdefault(one.place.rpartition(":")[2], []).append(one)
    return found


def erase_with(sender: type[Sheet], instance: Sheet, **_more: Any) -> None:
    """What was spoken goes with its sheet, however that goes."""
    notes.erase_at(instance.person_id, place_of(instance))
