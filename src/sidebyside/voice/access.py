"""The only way from a person and a public id to a voice note."""

import uuid

from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.voice.models import VoiceNote


def may_speak(person: Person) -> None:
    """Whether this person keeps voice notes at all now."""
    doors.check(person, Act.CHANGE, Kind.VOICE, VoiceNote(person=person))


def note_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> VoiceNote:
    # Asked for as the person's own at once: nobody's question touches another's voice.
    found = VoiceNote.objects.filter(code=code, person=person).first()
    doors.check(person, act, Kind.VOICE, found)
    assert found is not None
    return found


def notes_of(person: Person, place: str) -> list[VoiceNote]:
    """One's own notes at a place and below it, the oldest first, without their sound; their words along with them."""
    if doors.is_shut_out(person, Kind.VOICE):
        return []
    found = VoiceNote.objects.select_related("written").filter(person=person, place__startswith=place)
    return [one for one in found if one.place == place or one.place.startswith(f"{place}:")]
