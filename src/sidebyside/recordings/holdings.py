"""What this room holds: films and what hangs on them. Their owner takes each away as one file that plays."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sidebyside.core.media.parts import OpenedPart, PartBroken, read_header
from sidebyside.core.media.shapes import BinarySource
from sidebyside.people.models import Person
from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import WORDS, best_film, recordings
from sidebyside.recordings.blurring.models import Blurring, Covering, FaceStretch, FaceTrack, Recognised
from sidebyside.recordings.deleting import delete_film
from sidebyside.recordings.filming_key import private_key
from sidebyside.recordings.models import (
    Extract,
    HandOver,
    LessonClass,
    Part,
    Recording,
    Rendition,
    Share,
    Upload,
)
from sidebyside.trust import audit, chain
from sidebyside.trust.holdings import File, Holding, Room, Way
from sidebyside.trust.keystore import KeyGone

PIECE_BYTES = 256 * 1024
ENDINGS = {"video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "audio/mp4": "m4a"}
HIDING_SAYS = "where faces were, so that they could be hidden"
PLAYED = (Rendition.Role.FILM, Rendition.Role.INDEXED, Rendition.Role.SOURCE)
BEGINNING_BYTES = 12
FILE_SAYS = "the film itself is taken away"


def erase(person: Person) -> None:
    """Every film and dummy run, with its key, and who watched. Angles first, so that none takes the film’s place."""
    mine = recordings().filter(owner=person).exclude(state=Recording.State.DELETED)
    for film in mine.order_by("-angle"):
        delete_film(film, person)
    # What was noted before there were chains, and no worker has taken into one yet.
    for code in Recording.objects.filter(owner=person).values_list("code", flat=True):
        audit.take_in(code)
    chain.erase_viewings(person.code)


def files(person: Person) -> Iterator[File]:
    mine = recordings().filter(owner=person, sort=Recording.Sort.LESSON)
    for film in mine.exclude(state=Recording.State.DELETED).order_by("made_at", "angle"):
        rendition = best_film(film)
        if rendition is not None:
            yield _file(film, rendition)
    for sent in _as_sent(person):
        first = _beginning(sent)
        if first is not None:
            yield _sent_file(sent, first)


def left_out(person: Person) -> list[str]:
    """Films of which something is here and not in what is taken away: still on its way, or out of reach."""
    found = [sent.recording for sent in _as_sent(person) if _beginning(sent) is None]
    return [_said(film) for film in dict.fromkeys(found)]


def _said(film: Recording) -> str:
    day = formats.date_format(timezone.localtime(film.made_at), "j F Y")
    said = _("The film of %(day)s, cycle %(number)s: not all of it can be taken away yet")
    return said % {"day": day, "number": film.strand.cycle.number}


def _file(film: Recording, rendition: Rendition) -> File:
    rendition.recording = film
    ending = ENDINGS.get(rendition.media_type.partition(";")[0], "film")

    def pieces() -> Iterator[bytes]:
        with store.read(renditions.place(rendition)) as reader:
            yield from _in_pieces(reader)

    return File(f"{_name(film)}.{ending}", pieces)


def _name(film: Recording) -> str:
    beside = f"-{film.angle + 1}" if film.angle else ""
    return f"films/cycle-{film.strand.cycle.number}-{film.made_at:%Y-%m-%d}{beside}-{str(film.code)[:8]}"


def _in_pieces(source: BinarySource) -> Iterator[bytes]:
    for at in range(0, source.size, PIECE_BYTES):
        yield source.read_at(at, min(PIECE_BYTES, source.size - at))


def _as_sent(person: Person) -> QuerySet[Rendition]:
    """What was sent and is in nothing that plays: not prepared yet, could not be, or a part that is in no film."""
    played = Rendition.objects.filter(
        recording=OuterRef("recording"), role__in=PLAYED, published_at__isnull=False, extract__isnull=True
    )
    nothing_came = Upload.objects.filter(rendition=OuterRef("pk"), finished_at=None, offset=0)
    sent = Rendition.objects.filter(
        ~Exists(played) | Q(part__duration_ms=0) | ~Q(recording__state=Recording.State.READY),
        ~Exists(nothing_came),
        recording__owner=person,
        recording__sort=Recording.Sort.LESSON,
        role=Rendition.Role.SOURCE,
        published_at=None,
    ).exclude(recording__state=Recording.State.DELETED)
    sent = sent.select_related("recording__strand__cycle", "part", "upload")
    words = [f"recording__{name}" for name in WORDS]
    return sent.defer(*words).order_by("recording__made_at", "recording__angle", "part__number", "pk")


@contextmanager
def _opened(sent: Rendition) -> Iterator[BinarySource]:
    with store.read(renditions.place(sent), may_have_grown=True) as stored:
        part = getattr(sent, "part", None)
        if part is None:
            yield stored
            return
        source: BinarySource = stored
        try:
            key = private_key(read_header(stored).key_id)
            source = OpenedPart(stored, key, part.sealed_as or sent.recording.code, part.number)
        except (PartBroken, KeyGone):
            # As it came: nobody can open it, and it is still theirs.
            pass
        yield source if source.size else stored


def _beginning(sent: Rendition) -> bytes | None:
    """None where it cannot be read to its end: it is still on its way, or where it lies does not answer."""
    upload = getattr(sent, "upload", None)
    if upload is not None and upload.finished_at is None:
        return None
    try:
        with _opened(sent) as source:
            return source.read_at(0, min(BEGINNING_BYTES, source.size))
    except (PartBroken, KeyGone, store.Away, store.Broken, store.Missing, store.NotReady):
        return None


def _sent_file(sent: Rendition, first: bytes) -> File:
    part = getattr(sent, "part", None)
    which = f"part-{part.number}" if part is not None else "as-sent"
    ending = "film"
    if first[:4] == b"\x1aE\xdf\xa3":
        ending = "webm"
    elif first[4:8] == b"ftyp":
        ending = "mov" if first[8:10] == b"qt" else "mp4"

    def pieces() -> Iterator[bytes]:
        with _opened(sent) as source:
            yield from _in_pieces(source)

    return File(f"{_name(sent.recording)}-{which}.{ending}", pieces)


ROOM = Room(
    "recordings",
    (
        Holding(
            Recording,
            Way.FILM,
            "owner",
            (
                "code",
                "strand",
                "sort",
                "angle",
                "made_at",
                "duration_ms",
                "delete_on",
                "state",
                "file_name",
                "called",
            ),
        ),
        Holding(Extract, Way.OWN, "author", ("recording__strand", "start_ms", "end_ms", "words")),
        Holding(Rendition, Way.FILM, why_not=FILE_SAYS),
        Holding(Part, Way.FILM, why_not=FILE_SAYS),
        Holding(Upload, Way.FILM, why_not=FILE_SAYS),
        Holding(
            Share, Way.PLACE, why_not="that it was shared, and when, stands in what happened with your films"
        ),
        Holding(HandOver, Way.PLACE, why_not="that a coach was asked to film"),
        Holding(Blurring, Way.FILM, why_not=HIDING_SAYS),
        Holding(FaceStretch, Way.FILM, why_not=HIDING_SAYS),
        Holding(FaceTrack, Way.FILM, why_not=HIDING_SAYS),
        Holding(Covering, Way.FILM, why_not=HIDING_SAYS),
        Holding(Recognised, Way.FILM, why_not="where somebody could still be recognised in a blurred film"),
        Holding(LessonClass, Way.PLACE, why_not="which class a lesson was with"),
    ),
    erase=erase,
    files=files,
    left_out=left_out,
)
