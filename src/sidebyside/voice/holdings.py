"""What this room holds: everybody's own voice, taken away as files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way, one_piece
from sidebyside.voice.models import VoiceNote, WrittenNote
from sidebyside.voice.places import Belongs, belongs

FOLDER = "voice-notes"
ENDINGS = {"audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg"}


@dataclass(frozen=True)
class Taken:
    note: VoiceNote
    name: str
    words: str


def _taken(person: Person) -> list[Taken]:
    """Named by what each belongs to; a place is asked once."""
    places_asked: dict[str, Belongs] = {}
    counts: Counter[str] = Counter()
    found = []
    for note in VoiceNote.objects.select_related("written").filter(person=person).order_by("pk"):
        if note.place not in places_asked:
            places_asked[note.place] = belongs(person, note.place)
        where = places_asked[note.place]
        counts[where.path] += 1
        name = f"{where.path}-{counts[where.path]}.{ENDINGS[note.media_type]}"
        found.append(Taken(note, name, where.words))
    return found


def _files(person: Person) -> Iterable[File]:
    taken = _taken(person)
    if not taken:
        return
    zone = ZoneInfo(person.school.zone)
    yield File(f"{FOLDER}/what-is-what.txt", lambda: iter([_told(one, zone) for one in taken]))
    for one in taken:
        yield File(f"{FOLDER}/{one.name}", partial(one_piece, one.note, "sound"))


def _told(one: Taken, zone: ZoneInfo) -> bytes:
    """Which sound it is, what it belongs to, when it was spoken on the school's clock, its code, and what was said."""
    written = getattr(one.note, "written", None)
    words = f"{written.words}\n" if written is not None and written.words else ""
    when = timezone.localtime(one.note.made_at, zone).strftime("%Y-%m-%d %H:%M")
    return f"{one.name}\n{one.words}\n{when}, {one.note.code}\n{words}\n".encode()


ROOM = Room(
    "voice",
    (
        Holding(VoiceNote, Way.OWN, "person", ("code", "place", "made_at", "length_ms")),
        Holding(WrittenNote, Way.OWN, "note__person", ("note", "heard_at", "corrected_at", "words")),
    ),
    files=_files,
)
