"""All that a person made, as one archive that is made while it is sent: no copy of it lies anywhere to expire."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.recordings.watched import happened
from sidebyside.trust import holdings
from sidebyside.trust.holdings import File

NAME = "sidebyside.zip"
INDEX = "index.html"


class _Pipe(io.RawIOBase):
    """What the archive writes goes on at once; it cannot be gone back in."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._waiting += piece
        return len(piece)

    def taken(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def archive(person: Person, still_allowed: Callable[[], None], done: Callable[[], None]) -> Iterator[bytes]:
    """Films are stored as they are, so that memory does not grow with them. ``done`` once the last byte is made."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as zipped:
        for one in _files(person):
            with zipped.open(zipfile.ZipInfo(one.name, _now()), "w", force_zip64=True) as target:
                for piece in one.pieces():
                    still_allowed()
                    target.write(piece)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()
    done()


def _now() -> tuple[int, int, int, int, int, int]:
    now = timezone.localtime()
    return (now.year, now.month, now.day, now.hour, now.minute, now.second)


def _files(person: Person) -> Iterator[File]:
    others = list(holdings.files_of(person))
    own = holdings.taken_away(person)
    left_out = holdings.left_out(person)
    said = happened(person, most=None)
    shown = {
        "person": person,
        "made_at": timezone.now(),
        "sections": [(heading(name), _lines(rows)) for name, rows in own.items()],
        "files": [one.name for one in others],
        "left_out": left_out,
        "happened": said,
    }
    page = render_to_string("web/taken_away.html", shown).encode()
    account = {"name": person.name, "e-mail": person.email, "school": person.school.name}
    watched = [{"at": one.at.isoformat(), "what": one.what, "cycle": one.cycle} for one in said]
    everything = {"account": account, "made": own, "left_out": left_out, "happened": watched}
    body = json.dumps(everything, ensure_ascii=False, indent=1).encode()
    yield File(INDEX, lambda: iter([page]))
    yield File("sidebyside.json", lambda: iter([body]))
    yield from others


def _lines(rows: list[dict[str, Any]]) -> list[list[str]]:
    """What is to be read of each row: its words, without ids."""
    return [[str(value) for name, value in row.items() if name in WORDS and value] for row in rows]


WORDS = {
    *("title", "tried", "saw", "take"),
    *("lesson", "focus", "why", "would_see", "words", "seen", "made_of_it", "what", "by_when"),
    *(
        "how_we_know",
        "came_of_it",
        "file_name",
        "called",
        "noted_at",
        "made_at",
        "sounded_at",
        "value",
        "would_like",
        "would_not",
        "title",
        "link",
    ),
}


def heading(name: str) -> str:
    """Of a kind of row, by its model: for the page and the index."""
    return {
        "StrandContent": _("Your focuses"),
        "Criterion": _("What you wanted to see"),
        "Question": _("Your questions"),
        "Aim": _("Your aims"),
        "Recording": _("Your films"),
        "Extract": _("Extracts that you picked"),
        "TalkNote": _("Notes that you wrote in a talk"),
        "TurnCode": _("Codes that you gave"),
        "LookBack": _("What you wrote looking back"),
        "NextStep": _("Your next steps"),
        "Wishes": _("Whom you would like to work with, and whom not"),
        "Takeaway": _("What you took away as a coach"),
        "Moment": _("Moments that you marked"),
        "Sheet": _("Forms that you filled in"),
        "DiaryEntry": _("Your diary"),
        "VoiceNote": _("Your voice notes"),
        "WrittenNote": _("Your voice notes, written down"),
        "Pulse": _("Your three taps after a meeting"),
        "Tried": _("Your notes from training"),
        "Addition": _("What you added to guides"),
        "Interest": _("What you may be asked about"),
        "ChartWords": _("Theories of change that you drew"),
        "Layer": _("What you said came of a theory of change"),
        "Poster": _("Your posters"),
        "Picture": _("Pictures on your posters"),
        "ReadingRequest": _("Readings that you asked for"),
        "ReadingAnswer": _("Readings that you named for others"),
        "OfferWords": _("Lessons that you opened to colleagues"),
        "LiveNote": _("Notes that you took in a lesson"),
        "Signal": _("Sounds that you made for lining up"),
        "Item": _("What you put on a shelf"),
        "ItemFile": _("Files that you put on a shelf"),
        "LessonPlan": _("Plans of your lessons"),
        "Reason": _("Reasons that you gave for safeguarding"),
    }.get(name, name)
