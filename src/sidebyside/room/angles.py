"""Further films and sounds of a lesson, beside the one that the marks lie on: who sees them, and where they lie."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.access import angle_in, angles_of, best_film
from sidebyside.recordings.models import Recording
from sidebyside.recordings.words import name_of
from sidebyside.room.access import Showing, room_for
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

LIES = {Recording.LinedUp.SOUND, Recording.LinedUp.HAND}


def angles_for(person: Person, strand: Strand, showing: Showing) -> list[Recording]:
    """Further recordings of this lesson that the person may watch now; none to whom only extracts are shown."""
    if not showing.whole:
        return []
    return [
        angle
        for angle in angles_of(strand)
        if doors.may(person, Act.SEE, Kind.FILM, angle) and best_film(angle)
    ]


def angle_to_line_up(person: Person, strand_code: uuid.UUID, code: uuid.UUID) -> tuple[Strand, Recording]:
    """Where a further film lies is its owner's to say."""
    strand = room_for(person, strand_code)
    return strand, angle_in(person, strand_code, code, Act.CHANGE)


@dataclass(frozen=True)
class AngleRow:
    """What the owner is told of a further film."""

    code: uuid.UUID
    name: str
    lies: str


def rows_for(person: Person, angles: list[Recording]) -> list[AngleRow]:
    return [
        AngleRow(angle.code, name_of(angle), how_it_lies(angle))
        for angle in angles
        if doors.may(person, Act.CHANGE, Kind.FILM, angle)
    ]


def how_it_lies(angle: Recording) -> str:
    return {
        Recording.LinedUp.NOT_YET: _("It is compared with the first film by its sound. That takes a while."),
        Recording.LinedUp.SOUND: _("Lined up by its sound."),
        Recording.LinedUp.HAND: _("Lined up by hand."),
        Recording.LinedUp.NOT_FOUND: _("Its sound was not found in the first film. Line it up by hand."),
    }[Recording.LinedUp(angle.lined_up)]
