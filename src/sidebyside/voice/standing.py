from sidebyside.people.models import Person
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who
from sidebyside.voice.models import VoiceNote


def note_standing(person: Person, note: VoiceNote) -> Standing:
    """Whose voice it is, and nobody else, wherever its words go."""
    return Standing(frozenset({Who.AUTHOR} if note.person_id == person.pk else ()))
