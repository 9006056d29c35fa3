"""The only way from a person and a public id to a film, an extract, an upload or the bytes of one."""

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import strands
from sidebyside.recordings import sorts
from sidebyside.recordings.models import Extract, Recording, Rendition, Upload
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

_STRAND = (
    "strand__parts__person__school",
    "strand__cycle__partnership__memberships__person",
    "shares",
)
_CYCLE = ("owner__school", "strand__cycle__partnership__programme__school", "strand__lesson_class")


WORDS = ("file_name", "called")


def recordings() -> QuerySet[Recording]:
    """Recordings with all that a standing needs, in a number of queries that does not grow."""
    # A door never fetches words, not even sealed ones: the film's names are read where they are shown.
    return Recording.objects.defer(*WORDS).select_related(*_CYCLE).prefetch_related(*_STRAND)


def films() -> QuerySet[Recording]:
    return recordings().filter(sort=Recording.Sort.LESSON).exclude(state=Recording.State.DELETED)


def has_come_since(person: Person, at: datetime) -> bool:
    """Whether a film of theirs was begun, or bytes of one arrived whole, after this. Asks no right."""
    later = Q(made_at__gt=at) | Q(uploads__finished_at__gt=at)
    return films().filter(later, owner=person).exists()


def film_of(strand: Strand) -> Recording | None:
    """The film of a strand's lesson, whatever state it is in; at most one at a time. Asks no right."""
    return films().filter(strand=strand, angle=0).first()


def angles_of(strand: Strand) -> list[Recording]:
    """What other devices took of the same lesson, in the order of their numbers. Asks no right."""
    return list(films().filter(strand=strand, angle__gt=0).order_by("angle"))


def angle_in(person: Person, strand_code: uuid.UUID, code: uuid.UUID, act: Act) -> Recording:
    strand = strand_for_film(person, strand_code, act)
    angle = films().filter(strand=strand, code=code, angle__gt=0).first()
    doors.check(person, act, Kind.FILM, angle)
    assert angle is not None
    return angle


def rehearsals_of(strand: Strand, owner: Person) -> list[Recording]:
    """Dummy runs of this lesson that are still there, the newest first. Asks no right."""
    there = recordings().filter(strand=strand, owner=owner, sort=Recording.Sort.REHEARSAL)
    return list(there.exclude(state=Recording.State.DELETED).order_by("-made_at"))


def own_recording_in(person: Person, strand_code: uuid.UUID, code: uuid.UUID, act: Act) -> Recording:
    """A film, an angle or a dummy run of this strand."""
    strand = strand_for_film(person, strand_code, act)
    found = recordings().filter(strand=strand, code=code).first()
    doors.check(person, act, Kind.FILM, found)
    assert found is not None
    return found


def lesson_film_in(person: Person, strand_code: uuid.UUID, code: uuid.UUID, act: Act) -> Recording:
    """The film or an angle of this strand's lesson."""
    strand = strand_for_film(person, strand_code, act)
    found = films().filter(strand=strand, code=code).first()
    doors.check(person, act, Kind.FILM, found)
    assert found is not None
    return found


def strand_for_film(person: Person, code: uuid.UUID, act: Act) -> Strand:
    """A strand, opened by who may do this with its film: its coachee, or whoever films for them."""
    strand = strands().filter(code=code).first()
    doors.check(person, act, Kind.FILM, strand)
    assert strand is not None
    return strand


def film_in(person: Person, strand_code: uuid.UUID, act: Act) -> Recording:
    """The film of a strand that there is now."""
    film = films().filter(strand__code=strand_code, angle=0).first()
    doors.check(person, act, Kind.FILM, film)
    assert film is not None
    return film


def film_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Recording:
    film = films().filter(code=code).first()
    doors.check(person, act, Kind.FILM, film)
    assert film is not None
    return film


def recording_for(person: Person, code: uuid.UUID) -> Recording:
    """A recording of any sort whose bytes this person may play now."""
    recording = recordings().filter(code=code).first()
    if recording is None or not sorts.may(person, Act.SEE, recording):
        doors.nothing_here()
    return recording


def clip_for(person: Person, recording_code: uuid.UUID, code: uuid.UUID, act: Act = Act.SEE) -> Extract:
    found = Extract.objects.defer("words").filter(code=code, recording__code=recording_code).first()
    extract = with_recording(found) if found is not None else None
    doors.check(person, act, Kind.CLIP, extract)
    assert extract is not None
    return extract


def with_recording(extract: Extract) -> Extract:
    """An extract whose recording has all that a standing needs."""
    extract.recording = recordings().get(pk=extract.recording_id)
    return extract


def upload_for(person: Person, code: uuid.UUID) -> Upload:
    """An upload that this person began and may still bring."""
    upload = Upload.objects.select_related("rendition", "by").filter(code=code, by=person).first()
    if upload is None:
        doors.nothing_here()
    upload.recording = recordings().get(pk=upload.recording_id)
    if not sorts.may(person, Act.BRING, upload.recording):
        doors.nothing_here()
    return upload


def published(recording: Recording, role: Rendition.Role) -> Rendition | None:
    return shown(recording).filter(role=role).first()


def shown(recording: Recording) -> QuerySet[Rendition]:
    """The files that stand for a recording now. Where faces were hidden in it, what was filmed is not among them."""
    whole = recording.renditions.filter(published_at__isnull=False, extract__isnull=True)
    return whole.filter(blurred=recording.shows_blurred)


def best_film(recording: Recording) -> Rendition | None:
    """What a player is given: the prepared film; until there is one, what was sent, with its index or as it came."""
    roles = (Rendition.Role.FILM, Rendition.Role.INDEXED, Rendition.Role.SOURCE)
    return next((found for role in roles if (found := published(recording, role))), None)


def clip_of(extract: Extract) -> Rendition | None:
    return extract.renditions.filter(role=Rendition.Role.CLIP, published_at__isnull=False).first()
