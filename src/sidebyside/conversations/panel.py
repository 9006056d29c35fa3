"""What the talk's panel shows one person: who is here, the recorder, and what was kept."""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from sidebyside.conversations import actions, clock, deleting, screen
from sidebyside.conversations.models import (
    Confirmation,
    Conversation,
    DeletionProposal,
    TalkNote,
    Track,
)
from sidebyside.conversations.written import silence, sitting_in
from sidebyside.core.talk.stimulus import Stretch
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.stages import together_with
from sidebyside.recordings.models import Recording
from sidebyside.recordings.words import problem_in_words
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

DIGITS = "talk_digits"


@dataclass(frozen=True)
class TrackRow:
    """One microphone as the page tells it; ``at_ms`` on people's clock."""

    code: uuid.UUID
    number: int
    at_ms: int
    state: str
    src: str
    duration_ms: int
    problem: str
    by: Person | None
    # It is there, and not a sample of it may be given to anybody yet.
    is_silent: bool = False


@dataclass(frozen=True)
class Panel:
    strand: Strand
    person: Person
    conversation: Conversation | None
    may_join: bool
    may_change: bool
    digits: str = ""
    digits_end: datetime | None = None
    here: list[Confirmation] = field(default_factory=list)
    # Where the digits are typed, as people say it: host and path.
    join_address: str = ""

    @property
    def phase(self) -> str:
        talk = self.conversation
        if talk is not None and talk.opened_at is not None:
            # A talk that nobody ended rests with its cycle.
            return "open" if talk.ended_at is None and self.may_join else "ended"
        return "waiting" if self.may_join else "resting"

    @property
    def mine(self) -> Confirmation | None:
        return next((one for one in self.here if one.person_id == self.person.pk), None)

    @property
    def missing(self) -> list[Person]:
        came = {one.person_id for one in self.here}
        return [part.person for part in self.strand.parts.all() if part.person_id not in came]

    @property
    def others(self) -> list[Person]:
        return [part.person for part in self.strand.parts.all() if part.person_id != self.person.pk]

    @property
    def said_no(self) -> list[Person]:
        return [one.person for one in self.here if not one.wants_recording]

    @property
    def may_record(self) -> bool:
        return self.phase == "open" and self.may_join and not self.missing and not self.said_no

    @cached_property
    def tracks(self) -> list[Track]:
        if self.conversation is None:
            return []
        rows = self.conversation.tracks.select_related("recording", "by").order_by("starts_ms", "number")
        return list(rows)

    @property
    def running(self) -> list[Track]:
        return [track for track in self.tracks if track.stopped_at is None]

    @cached_property
    def kept(self) -> list[TrackRow]:
        return [
            _row(track, self.zero_ms, self.is_held) for track in self.tracks if not self._is_deleted(track)
        ]

    @cached_property
    def is_held(self) -> bool:
        """Nobody hears the sound: it is not, or cannot be, made without what was taken out of it."""
        if self.conversation is None or not self.tracks:
            return False
        return silence.is_held(self.conversation.pk)

    @cached_property
    def sits_in(self) -> str:
        """Who beside the two can hear it, by name."""
        return sitting_in.let_in_names(self.strand)

    @cached_property
    def is_written(self) -> bool:
        return self.conversation is not None and deleting.is_written(self.conversation)

    def _is_deleted(self, track: Track) -> bool:
        """Not where an upload was only left too long: its device still has the sound, and may begin anew."""
        if track.recording is None or track.recording.state != Recording.State.DELETED:
            return False
        return self.conversation is not None and deleting.was_wanted(self.conversation, track.recording)

    @property
    def was_deleted(self) -> bool:
        return bool(self.tracks) and not self.kept

    @property
    def recorded_ms(self) -> int:
        """How long the recorder ran: the microphones together, from the first's start to the last's end."""
        ends = [row.at_ms + row.duration_ms for row in self.kept if row.duration_ms]
        return max(ends) - min(row.at_ms for row in self.kept) if ends else 0

    @property
    def kept_until(self) -> date | None:
        days = [track.recording.delete_on for track in self.tracks if track.recording is not None]
        return max((day for day in days if day is not None), default=None)

    @cached_property
    def proposal(self) -> DeletionProposal | None:
        if self.conversation is None:
            return None
        return DeletionProposal.objects.select_related("by").filter(conversation=self.conversation).first()

    @cached_property
    def zero_ms(self) -> int:
        return clock.zero_ms(self.conversation) if self.conversation else 0

    @property
    def clock_ms(self) -> int:
        return clock.ends_ms(self.conversation) if self.conversation else 0

    @cached_property
    def notes(self) -> list[tuple[int, TalkNote]]:
        if self.conversation is None:
            return []
        rows = self.conversation.notes.select_related("author").order_by("at_ms", "pk")
        return [(max(0, note.at_ms - self.zero_ms), note) for note in rows]

    @cached_property
    def watched(self) -> list[tuple[int, Stretch, str]]:
        """Each stretch with its place on people's clock, below zero before the recorder began; and which of the
        lesson's films it was, where it was not the first."""
        if self.conversation is None:
            return []
        found = screen.watched(self.conversation)
        names = screen.angle_names(self.person, self.conversation, found)
        return [(one.at_ms - self.zero_ms, one, names.get(one.angle, "")) for one in found]

    @property
    def own_side(self) -> Strand:
        """The person's own strand where one talk is about everybody's, else the talk's."""
        own = [one for one in together_with(self.strand) if one.coachee.pk == self.person.pk]
        return own[0] if own else self.strand

    @property
    def may_enter(self) -> bool:
        """Whether the cycle's other pages open to this person: the talk stays both's, whoever has left."""
        return doors.may(self.person, Act.SEE, Kind.FOCUS, self.strand)

    @property
    def may_go_on(self) -> bool:
        return self.may_join and self.conversation is not None and actions.may_go_on(self.conversation)

    def state(self) -> dict[str, Any]:
        """What the page's scripts ask for every few seconds."""
        return {
            "phase": self.phase,
            "version": self.version,
            "clock_ms": self.clock_ms,
            "zero_ms": self.zero_ms,
            "running": [str(track.code) for track in self.running],
            "may_record": self.may_record,
        }

    @property
    def version(self) -> str:
        """Changes when the part that is swapped would look different; a new stretch of film alone does not."""
        facts = [
            self.phase,
            self.may_go_on,
            self.digits,
            *[(one.person_id, one.wants_recording) for one in self.here],
            *[(str(track.code), track.stopped_at is None, _state(track)) for track in self.tracks],
            *[(str(note.code), note.made_at) for _at, note in self.notes],
            (self.proposal.by_id, self.proposal.what) if self.proposal else "",
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def panel_for(request: HttpRequest, person: Person, strand: Strand) -> Panel | None:
    """None for who may not see this talk."""
    if not doors.may(person, Act.SEE, Kind.TALK, strand):
        return None
    talk = Conversation.objects.filter(strand=strand).first()
    if talk is not None:
        talk.strand = strand
    digits, ends = _digits(request, talk) if talk is not None else ("", None)
    return Panel(
        strand=strand,
        person=person,
        conversation=talk,
        may_join=doors.may(person, Act.JOIN, Kind.TALK, strand),
        may_change=doors.may(person, Act.CHANGE, Kind.TALK, strand),
        digits=digits,
        digits_end=ends,
        here=actions.here(talk) if talk is not None else [],
        join_address=request.get_host() + reverse("conversations:join"),
    )


def keep_digits(request: HttpRequest, talk: Conversation, digits: str) -> None:
    """Only their hash is stored with the talk; the screen that shows them must outlive a reload."""
    request.session[DIGITS] = {str(talk.code): digits}


def _digits(request: HttpRequest, talk: Conversation) -> tuple[str, datetime | None]:
    digits = request.session.get(DIGITS, {}).get(str(talk.code), "")
    code = actions.open_codes(talk).order_by("-made_at").first() if digits else None
    if code is None or not actions.is_code(talk, code, digits):
        return "", None
    return digits, code.ends_at


def _state(track: Track) -> str:
    if track.recording is None:
        return "held"
    return str(track.recording.state)


def _row(track: Track, zero_ms: int, is_held: bool) -> TrackRow:
    recording = track.recording
    is_ready = recording is not None and recording.state == Recording.State.READY
    is_silent = is_ready and (is_held or track.silence_wanted != track.silence_made)
    return TrackRow(
        code=track.code,
        number=track.number,
        at_ms=max(0, track.starts_ms - zero_ms),
        state="running" if track.stopped_at is None else _state(track),
        src=f"/film/{recording.code}/film" if recording is not None and is_ready and not is_silent else "",
        duration_ms=recording.duration_ms if recording is not None else 0,
        problem=problem_in_words(recording.problem) if recording is not None and recording.problem else "",
        by=track.by,
        is_silent=is_silent,
    )


def as_code(text: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
