"""All that is held about one person and is theirs, as a ZIP that is made while it is sent.

Nothing of it is put on a disk: films are opened piece by piece, and memory holds one piece. Each right is asked as for
the page that shows the thing, and again while bytes flow. The index comes last, so that it says what really came.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone

from sidebyside.conversations.written import takeaway
from sidebyside.conversations.written.access import transcript_for
from sidebyside.core.exchange.errors import ExchangeError
from sidebyside.people.models import Person
from sidebyside.programme.models import Criterion, Strand, StrandContent, StrandPart
from sidebyside.programme.standing import strands
from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import best_film, recordings
from sidebyside.recordings.live import StillAllowed
from sidebyside.recordings.models import Recording
from sidebyside.recordings.standing import FILMS
from sidebyside.reflection.models import NextStep
from sidebyside.room.own import OwnWords, own_words
from sidebyside.trust import doors
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.models import Deed
from sidebyside.trust.policy import Act, Kind

PIECE = 256 * 1024
ENDINGS = {"video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "video/x-matroska": "mkv"}
FORM = "docx"


class _Out:
    """What zipfile writes to: cannot be sought in, so sizes come behind each file."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def close(self) -> None:
        """There is nothing to let go."""

    def take(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


@dataclass
class Part:
    """One way through a cycle that the person had a part in."""

    number: int
    strand: Strand
    own: OwnWords
    focus: StrandContent | None
    criteria: list[Criterion]
    steps: list[NextStep]
    files: list[str] = field(default_factory=list)
    missing: int = 0


def parts_of(person: Person) -> list[Part]:
    mine = (
        strands()
        .filter(cycle__partnership__memberships__person=person)
        .order_by("cycle__pk", "pk")
        .distinct()
    )
    return [_part(person, strand) for strand in mine if doors.may(person, Act.SEE, Kind.OWN_WORDS, strand)]


def _part(person: Person, strand: Strand) -> Part:
    owned: dict[str, Any] = {"strand": strand, "owner": person}
    return Part(
        strand.cycle.number,
        strand,
        own_words(person, strand),
        StrandContent.objects.select_related("owner").filter(**owned).first(),
        list(Criterion.objects.select_related("owner").filter(**owned)),
        list(NextStep.objects.select_related("owner").filter(**owned)),
    )


def films_of(person: Person) -> list[Recording]:
    """Films and dummy runs that are this person's own and are still there."""
    if not StrandPart.objects.filter(person=person).exists():
        # Whoever coaches with nobody has no film: not one look is taken at what others made.
        return []
    found = recordings().filter(owner=person, sort__in=FILMS).exclude(state=Recording.State.DELETED)
    return [one for one in found.order_by("pk") if doors.may(person, Act.SEE, Kind.FILM, one)]


def archive(person: Person, still_allowed: StillAllowed) -> Iterator[bytes]:
    """Pieces of the ZIP. Raises LetOut while it flows, where the session or the right has ended."""
    out, parts = _Out(), parts_of(person)
    of_strand = {part.strand.pk: part for part in parts}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as made:
        for number, film in enumerate(films_of(person), start=1):
            name = ""
            for piece in _film(made, out, number, film, still_allowed):
                name = name or piece[0]
                yield piece[1]
            part = of_strand.get(film.strand_id or 0)
            if part is not None and name:
                part.files.append(name)
            elif part is not None:
                part.missing += 1
        for part in parts:
            still_allowed()
            _written(made, person, part)
            yield out.take()
        made.writestr("index.html", index(person, parts))
    yield out.take()


def _film(
    made: zipfile.ZipFile, out: _Out, number: int, film: Recording, still_allowed: StillAllowed
) -> Iterator[tuple[str, bytes]]:
    rendition = best_film(film)
    if rendition is None:
        return
    rendition.recording = film
    try:
        reader = store.read(renditions.place(rendition))
    except (store.Missing, KeyGone, store.Away):
        return
    ending = ENDINGS.get(rendition.media_type.split(";")[0], "bin")
    name = f"films/film-{number}.{ending}"
    with reader, made.open(zipfile.ZipInfo(name, _now()), "w", force_zip64=True) as entry:
        for piece in reader.iter_range(0, reader.size, PIECE):
            entry.write(piece)
            yield name, out.take()
            still_allowed()


def _written(made: zipfile.ZipFile, person: Person, part: Part) -> None:
    """What was said belongs to both, and either may take it away."""
    try:
        transcript = transcript_for(person, part.strand.code, Act.SHARE)
        body = takeaway.as_file(transcript, next(kind for kind in takeaway.TYPES if kind.value == FORM))
    except (Http404, ExchangeError):
        return
    name = f"talks/talk-{part.number}-{part.strand.pk}.{FORM}"
    made.writestr(zipfile.ZipInfo(name, _now()), body)
    part.files.append(name)


def _now() -> tuple[int, int, int, int, int, int]:
    at = timezone.localtime()
    return at.year, at.month, at.day, at.hour, at.minute, at.second


def index(person: Person, parts: list[Part]) -> str:
    deeds = Deed.objects.filter(by=person.code).order_by("at", "pk")
    return render_to_string(
        "law/held_index.html", {"person": person, "parts": parts, "deeds": deeds, "at": timezone.now()}
    )
