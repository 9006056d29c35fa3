"""Keeping a voice note, reading it, and ending it: the row at once, its key once that is certain."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidebyside.core.saying import NotTaken
from sidebyside.people.models import Person
from sidebyside.trust import keystore
from sidebyside.trust.sealed import kept_bytes, seal_bytes
from sidebyside.voice import places
from sidebyside.voice.models import VoiceNote

LONGEST_MS = 5 * 60 * 1000
# Five minutes of speech take 1.2 MB as the page asks for them; a browser that does not listen to that takes more.
MOST_BYTES = 4 * 1024 * 1024
MOST_AT_ONE_PLACE = 20


@transaction.atomic
def keep(person: Person, place: str, once: uuid.UUID, length_ms: int, sound: bytes) -> VoiceNote:
    """Seal a sound and keep it; sent again, the same note is the answer. Raises NotTaken, Http404."""
    # Asked first: what is here is here, also where its place takes nothing any more.
    again = VoiceNote.objects.filter(person=person, once=once).first()
    if again is not None:
        return again
    # Refused further down, what was begun for it is taken back with the transaction.
    place = places.take(person, place)
    media_type = _media_type(sound)
    if len(sound) > MOST_BYTES:
        raise NotTaken(_("This voice note is too large to be kept. Save it as a file, and speak in parts."))
    if VoiceNote.objects.filter(person=person, place=place).count() >= MOST_AT_ONE_PLACE:
        raise NotTaken(_("There are twenty voice notes here already. Erase one, then send this one again."))
    note = VoiceNote(
        person=person,
        place=place,
        once=once,
        media_type=media_type,
        length_ms=min(max(0, length_ms), LONGEST_MS),
    )
    note.sound = seal_bytes(note, "sound", sound)
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError:
        # Sent twice in this very moment.
        keystore.destroy(note.sealing_key())
        return VoiceNote.objects.get(person=person, once=once)
    return note


def sound_of(note: VoiceNote) -> bytes:
    """What was said, as it was sent. Raises KeyGone, SealBroken, VoiceNote.DoesNotExist."""
    return kept_bytes(note, "sound")


@transaction.atomic
def move(person: Person, codes: Iterable[uuid.UUID], origin: str, place: str) -> int:
    """Own notes that lie at ``origin`` now belong to ``place``; how many did."""
    return VoiceNote.objects.filter(person=person, code__in=list(codes), place=origin).update(place=place)


def erase_at(person: Any, place: str) -> None:
    """All notes at a place and below it. Safe to repeat."""
    VoiceNote.objects.filter(person=person, place=place).delete()
    VoiceNote.objects.filter(person=person, place__startswith=f"{place}:").delete()


def _media_type(sound: bytes) -> str:
    """By the bytes, not by what was said of them. Raises NotTaken for what no recorder of ours makes."""
    if sound.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if sound[4:8] == b"ftyp":
        return "audio/mp4"
    if sound.startswith(b"OggS"):
        return "audio/ogg"
    raise NotTaken(_("What came is no sound that can be kept. Press Speak and say it again, or write it."))
