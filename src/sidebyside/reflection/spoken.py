"""Voice notes of a diary: each lies at its entry, or waits on the diary's page for one. See ``voice.places``."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.reflection.access import diary_for, entry_for
from sidebyside.reflection.models import DiaryEntry
from sidebyside.trust import doors
from sidebyside.trust.policy import Act
from sidebyside.voice import notes
from sidebyside.voice.access import notes_of
from sidebyside.voice.models import VoiceNote
from sidebyside.voice.places import Belongs

PLACE = "diary"


def place_of(entry: DiaryEntry) -> str:
    return f"{PLACE}:{entry.code}"


def takes(person: Person, more: str) -> str:
    """One's own diary, or one entry of it. Inside a transaction only."""
    if not more:
        diary_for(person, Act.CHANGE)
        return more
    try:
        code = uuid.UUID(more)
    except ValueError:
        doors.nothing_here()
    entry = entry_for(person, code, Act.CHANGE)
    # Erased at this moment, it would leave the sound where nobody looks.
    if not DiaryEntry.objects.select_for_update().filter(pk=entry.pk).values_list("pk"):
        doors.nothing_here()
    return str(code)


def belongs(person: Person, more: str) -> Belongs:
    """By the day of its entry, on the school's clock."""
    entry = (
        DiaryEntry.objects.select_related("author").filter(author=person, code=more).first() if more else None
    )
    if entry is None:
        return Belongs(f"{PLACE}/in-no-entry", _("Your diary: in no entry yet"))
    day = timezone.localdate(entry.written_at, ZoneInfo(person.school.zone)).isoformat()
    return Belongs(f"{PLACE}/{day}", _("Your diary, %(day)s: %(asked)s") % {"day": day, "asked": entry.asked})


def by_place(person: Person) -> Mapping[str, list[VoiceNote]]:
    """All of a diary's notes in one question, by where they lie."""
    found: dict[str, list[VoiceNote]] = {}
    for one in notes_of(person, PLACE):
        found.setdefault(one.place, []).append(one)
    return found


def waiting(person: Person, codes: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these notes that are the person's own and belong to no entry yet."""
    wanted = list(codes)
    own = VoiceNote.objects.filter(person=person, place=PLACE, code__in=wanted) if wanted else ()
    return [one.code for one in own]


def take_on(entry: DiaryEntry, codes: Iterable[uuid.UUID]) -> None:
    notes.move(entry.author, codes, PLACE, place_of(entry))


def erase_with(sender: type[DiaryEntry], instance: DiaryEntry, **_more: Any) -> None:
    """What was spoken goes with its entry, however that goes."""
    notes.erase_at(instance.author_id, place_of(instance))
