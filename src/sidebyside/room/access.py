"""The only way from a person and a public id to a mark, and to as much of a film as this person may see."""

import uuid
from dataclasses import dataclass, replace

from sidebyside.people.models import Person
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Strand
from sidebyside.recordings.access import film_of
from sidebyside.recordings.models import Extract, Recording
from sidebyside.room.models import LiveNote, Moment
from sidebyside.room.standing import Marks
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@dataclass(frozen=True)
class Showing:
    """What one person may watch of a strand's film now: all of it, some clips of it, or nothing."""

    recording: Recording | None
    whole: bool = False
    clips: tuple[Extract, ...] = ()
    # Where a mark of this person already lies: it may stay there after the film was taken back.
    kept: tuple[int, int | None] | None = None

    @property
    def is_open(self) -> bool:
        return self.whole or bool(self.clips)

    def holds(self, start_ms: int, end_ms: int | None = None) -> bool:
        """Whether a point or a stretch lies wholly in what may be watched."""
        if self.recording is None:
            return False
        if (start_ms, end_ms) == self.kept:
            return True
        end_ms = start_ms if end_ms is None else end_ms
        if self.whole:
            return end_ms <= self.recording.duration_ms or not self.recording.duration_ms
        return any(clip.start_ms <= start_ms and end_ms <= clip.end_ms for clip in self.clips)


NOTHING = Showing(None)


def room_for(person: Person, code: uuid.UUID) -> Strand:
    """The room of a strand: its two partners come in, whatever there is to watch."""
    return strand_for(person, code, Act.SEE, Kind.FOCUS)


def own_words_for(person: Person, code: uuid.UUID) -> Strand:
    """A strand opened for what this person wrote in it, and for nothing else of it."""
    return strand_for(person, code, Act.SEE, Kind.OWN_WORDS)


def showing_for(person: Person, strand: Strand) -> Showing:
    """As much of this strand's film as the person may see."""
    recording = film_of(strand)
    if recording is None:
        return NOTHING
    if doors.may(person, Act.SEE, Kind.FILM, recording):
        return Showing(recording, whole=True)
    clips = _clips_for(person, recording)
    return Showing(recording, clips=clips) if clips else NOTHING


def _clips_for(person: Person, recording: Recording) -> tuple[Extract, ...]:
    offered = list(recording.extracts.filter(is_offered=True, state=Extract.State.READY))
    for extract in offered:
        extract.recording = recording
    return tuple(extract for extract in offered if doors.may(person, Act.SEE, Kind.CLIP, extract))


def showing_to_mark(person: Person, strand: Strand) -> Showing:
    """As much of the film as the person may mark: what is not seen now cannot be marked now."""
    showing = showing_for(person, strand)
    if not showing.is_open:
        doors.nothing_here()
    doors.check(person, Act.CHANGE, Kind.MOMENT, Marks(strand, person))
    return showing


def showing_to_change(person: Person, strand: Strand, moment: Moment) -> Showing:
    """An author may go on with own words where they lie, whatever has become of the share."""
    showing = showing_for(person, strand)
    kept = (moment.start_ms, moment.end_ms)
    if showing.recording is None or showing.recording.pk != moment.recording_id:
        return Showing(moment.recording, kept=kept)
    return replace(showing, kept=kept)


def authors_seen_by(person: Person, strand: Strand, kind: Kind = Kind.MOMENT) -> list[Person]:
    """Whose marks this person may read in this strand now."""
    authors = [part.person for part in strand.parts.all()]
    return [author for author in authors if doors.may(person, Act.SEE, kind, Marks(strand, author))]


def moment_for(person: Person, strand: Strand, code: uuid.UUID, act: Act = Act.SEE) -> Moment:
    found = (
        Moment.objects.filter(code=code, recording__strand=strand)
        .select_related("author", "recording")
        .first()
    )
    doors.check(person, act, Kind.MOMENT, Marks(strand, found.author) if found else None)
    assert found is not None
    return found


def notebook_for(person: Person, code: uuid.UUID) -> Strand:
    """Live notes are for both: the coach who sits in the lesson, and the teacher's own second device."""
    strand = room_for(person, code)
    doors.check(person, Act.CHANGE, Kind.LIVE_NOTE, Marks(strand, person))
    return strand


def note_for(person: Person, strand: Strand, code: uuid.UUID, act: Act = Act.SEE) -> LiveNote:
    found = LiveNote.objects.filter(code=code, strand=strand).select_related("author").first()
    doors.check(person, act, Kind.LIVE_NOTE, Marks(strand, found.author) if found else None)
    assert found is not None
    return found


def extract_for(person: Person, strand: Strand, code: uuid.UUID, act: Act = Act.SEE) -> Extract:
    """A pick for the meeting is its author's mark, and opens with the marks."""
    found = (
        Extract.objects.filter(code=code, recording__strand=strand)
        .select_related("author", "recording__owner")
        .first()
    )
    doors.check(person, act, Kind.MOMENT, Marks(strand, found.author) if found else None)
    assert found is not None
    return found
