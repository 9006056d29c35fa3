"""Writing marks. Each write lands once, however often the device sends it, and never over a newer one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Extract, Recording
from sidebyside.room.models import LineUp, LiveNote, Moment, Signal
from sidebyside.trust import doors

# So long can a mark that was put away be brought back.
UNDO_FOR = timedelta(hours=24)


class Outcome(StrEnum):
    MADE = "made"
    CHANGED = "changed"
    # The same write again: the first answer was lost on its way.
    SAME = "same"
    # Somebody, most likely the author on another device, has changed it since.
    CLASH = "clash"


@dataclass(frozen=True)
class Written[Mark: models.Model]:
    mark: Mark
    outcome: Outcome


type Fields = Mapping[str, Any]


def write_moment(
    author: Person, recording: Recording, code: uuid.UUID, fields: Fields, base: int | None
) -> Written[Moment]:
    """``base`` is the revision the words were typed over: 0 for a new moment, None to change it regardless."""
    return _write(Moment, code, {"author": author, "recording": recording}, fields, base)


def write_note(
    author: Person, strand: Strand, code: uuid.UUID, fields: Fields, base: int | None
) -> Written[LiveNote]:
    return _write(LiveNote, code, {"author": author, "strand": strand}, fields, base)


def _write[Mark: (Moment, LiveNote)](
    kind: type[Mark], code: uuid.UUID, place: Fields, fields: Fields, base: int | None
) -> Written[Mark]:
    try:
        with transaction.atomic():
            found = kind.objects.select_for_update().filter(code=code).first()
            if found is None:
                return Written(kind.objects.create(code=code, **place, **fields), Outcome.MADE)
            return _change(found, place, fields, base)
    except IntegrityError:
        # Two tabs sent the same new mark in the same moment: the other one made it.
        with transaction.atomic():
            return _change(kind.objects.select_for_update().get(code=code), place, fields, base)


def _change[Mark: (Moment, LiveNote)](
    found: Mark, place: Fields, fields: Fields, base: int | None
) -> Written[Mark]:
    if any(getattr(found, name) != value for name, value in place.items()):
        doors.nothing_here()
    if all(getattr(found, name) == value for name, value in fields.items()):
        return Written(found, Outcome.SAME)
    if base is not None and base != found.revision:
        return Written(found, Outcome.CLASH)
    for name, value in fields.items():
        setattr(found, name, value)
    found.revision += 1
    found.changed_at = timezone.now()
    found.save(update_fields=[*fields, "revision", "changed_at"])
    return Written(found, Outcome.CHANGED)


def put_away(mark: Moment | LiveNote) -> None:
    if mark.put_away_at is None:
        mark.put_away_at = timezone.now()
        mark.save(update_fields=["put_away_at"])


def bring_back(mark: Moment | LiveNote) -> None:
    if mark.put_away_at is not None:
        mark.put_away_at = None
        mark.save(update_fields=["put_away_at"])


def pick_extract(author: Person, recording: Recording, code: uuid.UUID, fields: Fields) -> Extract:
    """Pick a stretch for the meeting. Only its words change afterwards: a clip may have been cut from it."""
    made, is_new = Extract.objects.get_or_create(
        code=code, defaults={"author": author, "recording": recording, **fields}
    )
    if made.author_id != author.pk or made.recording_id != recording.pk:
        doors.nothing_here()
    if not is_new and made.words != fields["words"]:
        made.words = fields["words"]
        made.save(update_fields=["words"])
    return made


def line_up(author: Person, recording: Recording, shift_ms: int) -> None:
    """By hand, which no machine undoes."""
    fields = {"shift_ms": shift_ms, "way": LineUp.Way.HAND}
    LineUp.objects.update_or_create(recording=recording, author=author, defaults=fields)


def line_up_by_sound(author: Person, recording: Recording, shift_ms: int) -> None:
    """As the film heard it; what somebody put there by hand stays."""
    fields = {"shift_ms": shift_ms, "way": LineUp.Way.SOUND}
    made, is_new = LineUp.objects.get_or_create(recording=recording, author=author, defaults=fields)
    if not is_new:
        LineUp.objects.filter(pk=made.pk, way=LineUp.Way.SOUND).update(shift_ms=shift_ms)


@transaction.atomic
def film_begins(recording: Recording, at: datetime, before: datetime | None) -> None:
    """The owner says when the film began. Where the film itself heard a sound, the notes stay by that."""
    recording.begins_at = at
    recording.save(update_fields=["begins_at"])
    by_sound = LineUp.objects.filter(recording=recording, way=LineUp.Way.SOUND)
    moved = (at - (before or recording.made_at)) // timedelta(milliseconds=1)
    by_sound.update(shift_ms=models.F("shift_ms") + moved)


def keep_signal(author: Person, strand: Strand, code: uuid.UUID, sounded_at: datetime) -> Signal:
    """A sound that the author's device made. Sent twice, it is kept once."""
    fields = {"author": author, "strand": strand, "sounded_at": sounded_at}
    made, _is_new = Signal.objects.get_or_create(code=code, defaults=fields)
    if made.author_id != author.pk or made.strand_id != strand.pk:
        doors.nothing_here()
    return made
