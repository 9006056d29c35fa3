"""What this room holds: films and what hangs on them. Their owner takes each away as one file that plays."""

from collections.abc import Iterator

from sidebyside.people.models import Person
from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import best_film, recordings
from sidebyside.recordings.blurring.models import Blurring, Covering, FaceStretch, FaceTrack
from sidebyside.recordings.deleting import delete_film
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
from sidebyside.trust import chain
from sidebyside.trust.holdings import File, Holding, Room, Way

PIECE_BYTES = 256 * 1024
ENDINGS = {"video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "audio/mp4": "m4a"}
HIDING_SAYS = "where faces were, so that they could be hidden"
FILE_SAYS = "the film itself is taken away"


def erase(person: Person) -> None:
    """Every film and dummy run, with its key, and who watched. Angles first, so that none takes the film’s place."""
    mine = recordings().filter(owner=person).exclude(state=Recording.State.DELETED)
    for film in mine.order_by("-angle"):
        delete_film(film, person)
    chain.erase_viewings(person.code)


def files(person: Person) -> Iterator[File]:
    mine = recordings().filter(owner=person, sort=Recording.Sort.LESSON)
    for film in mine.exclude(state=Recording.State.DELETED).order_by("made_at", "angle"):
        rendition = best_film(film)
        if rendition is not None:
            yield _file(film, rendition)


def _file(film: Recording, rendition: Rendition) -> File:
    rendition.recording = film
    beside = f"-{film.angle + 1}" if film.angle else ""
    ending = ENDINGS.get(rendition.media_type.partition(";")[0], "film")
    name = f"films/cycle-{film.strand.cycle.number}-{film.made_at:%Y-%m-%d}{beside}-{str(film.code)[:8]}.{ending}"

    def pieces() -> Iterator[bytes]:
        with store.read(renditions.place(rendition)) as reader:
            for at in range(0, reader.size, PIECE_BYTES):
                yield reader.read_at(at, min(PIECE_BYTES, reader.size - at))

    return File(name, pieces)


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
        Holding(LessonClass, Way.PLACE, why_not="which class a lesson was with"),
    ),
    erase=erase,
    files=files,
)
