"""What this room holds: everybody's own voice, taken away as files."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way
from sidebyside.trust.keystore import KeyGone
from sidebyside.voice.models import VoiceNote
from sidebyside.voice.notes import sound_of

ENDINGS = {"audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg"}


def _files(person: Person) -> Iterable[File]:
    """Named by day, so that each is found beside the words of that day."""
    for note in VoiceNote.objects.filter(person=person).order_by("pk"):
        day = timezone.localtime(note.made_at).strftime("%Y-%m-%d")
        name = f"voice-notes/{day}-{str(note.code)[:8]}.{ENDINGS[note.media_type]}"
        yield File(name, lambda note=note: _pieces(note))  # type: ignore[misc]


def _pieces(note: VoiceNote) -> Iterator[bytes]:
    try:
        yield sound_of(note)
    except (KeyGone, VoiceNote.DoesNotExist):
        # Erased while the archive was being made.
        return


ROOM = Room(
    "voice",
    (Holding(VoiceNote, Way.OWN, "person", ("place", "made_at", "length_ms")),),
    files=_files,
)
