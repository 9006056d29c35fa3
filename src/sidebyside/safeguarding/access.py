"""The only way from a person and a public id to what is open, or is asked for, under the exception."""

import uuid

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from sidebyside.people.models import Person, School, hashed
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.programme.standing import is_across, part_of, strands
from sidebyside.recordings.access import best_film
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.safeguarding import contents
from sidebyside.safeguarding.models import Ask, Opening, Period
from sidebyside.safeguarding.standing import Seen, period_at, the_two
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def school_to_switch(person: Person) -> School:
    doors.check(person, Act.CHANGE, Kind.SAFEGUARDING, person.school)
    return person.school


def period_for(person: Person) -> Period:
    """The time in which it is switched on now, for one of the two."""
    doors.check(person, Act.SEE, Kind.SAFEGUARDING, person.school)
    found = period_at(person.school_id)
    if found is None:
        doors.nothing_here()
    return found


def strands_since(period: Period) -> QuerySet[Strand]:
    """Every strand whose coachee is of the school and in which neither of the two is a partner, whatever has come of
    it since. A film is its owner's: where a pair is of two schools, the coach's school has no word in it."""
    own = StrandPart.objects.filter(
        strand=OuterRef("pk"), role=StrandPart.Role.COACHEE, person__school=period.school_id
    )
    return strands().filter(Exists(own)).exclude(parts__person__in=the_two(period.school_id))


def strand_to_ask(person: Person, code: uuid.UUID, what: str) -> tuple[Period, Strand]:
    period = period_for(person)
    strand = strands_since(period).filter(code=code).first()
    if strand is None or what not in Opening.What.values or part_of(person, strand):
        doors.nothing_here()
    if what == Opening.What.TALK and is_across(strand):
        doors.nothing_here()
    if what == Opening.What.LESSON and not contents.lesson_is_newer(strand, period.on_at):
        doors.nothing_here()
    return period, strand


def openings() -> QuerySet[Opening]:
    rows = Opening.objects.select_related("period__school")
    return rows.prefetch_related("asks__person")


def with_strand(opening: Opening) -> Opening:
    opening.strand = strands().get(pk=opening.strand_id)
    return opening


def opening_for(person: Person, code: uuid.UUID) -> Opening:
    """Asked for in this time, for either of the two: who asked for which lesson and when."""
    period = period_for(person)
    found = openings().filter(code=code, period=period).first()
    if found is None:
        doors.nothing_here()
    strand = strands_since(period).filter(pk=found.strand_id).first()
    if strand is None:
        doors.nothing_here()
    found.strand = strand
    return found


def session_of(request: HttpRequest) -> str:
    key = request.session.session_key
    return hashed(key) if key else ""


def may_see(person: Person, opening: Opening, session: str) -> bool:
    return doors.may(person, Act.SEE, Kind.GLASS, Seen(opening, session, lambda: contents.has_it(opening)))


def is_still_open(person: Person, code: uuid.UUID, recording: uuid.UUID, session: str) -> bool:
    """Read anew: while bytes flow."""
    found = openings().filter(code=code).first()
    if found is None or not may_see(person, with_strand(found), session):
        return False
    return any(one.code == recording for one in contents.recordings_of(found))


def playable(
    person: Person, code: uuid.UUID, recording: uuid.UUID, session: str
) -> tuple[Opening, Recording, Rendition]:
    """A film, an angle or a track of what is open in this session, and the file that a partner would be given."""
    found = openings().filter(code=code, asks__person=person).first()
    if found is None or not may_see(person, with_strand(found), session):
        doors.nothing_here()
    wanted = next((one for one in contents.recordings_of(found) if one.code == recording), None)
    rendition = best_film(wanted) if wanted is not None else None
    if wanted is None or rendition is None:
        doors.nothing_here()
    rendition.recording = wanted
    return found, wanted, rendition


def has_asked(person: Person) -> bool:
    """Whether they have typed a reason, which is theirs to take away."""
    return Ask.objects.filter(person=person).exists()
