"""What the page of the written talk shows one person."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sidebyside import jobs
from sidebyside.conversations import clock
from sidebyside.conversations.models import (
    Conversation,
    DeletionProposal,
    Edit,
    ListenerIn,
    Pseudonym,
    SignOff,
    Track,
    Transcript,
    Voice,
    VoiceOut,
)
from sidebyside.conversations.written import (
    editing,
    hearing,
    making,
    signing,
    silence,
    sitting_in,
    voice_out,
    words,
)
from sidebyside.conversations.written.access import conversation_of, transcript_of
from sidebyside.conversations.written.turns import Said, said_in
from sidebyside.core.listening import here
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.programme.standing import is_across, part_of
from sidebyside.recordings.models import Recording
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

# A sample of a voice: long enough to know it by, short enough to wait for.
SAMPLE_MS = (1_500, 12_000)
HUES = {"coachee": "mine", "coach": "yours"}


@dataclass(frozen=True)
class VoiceRow:
    """A voice, whose it is, and a place where it can be heard."""

    voice: Voice
    start_ms: int | None = None
    end_ms: int | None = None

    @property
    def said(self) -> str:
        """What is chosen now, as the form says it."""
        if self.voice.person is not None:
            return str(self.voice.person.code)
        return "other" if self.voice.role == Voice.Role.OTHER else ""


@dataclass(frozen=True)
class Heard:
    """Words of a talk that is still being written down: where, on people's clock, and what."""

    at_ms: int
    text: str


@dataclass
class Page:
    strand: Strand
    person: Person
    may_change: bool
    conversation: Conversation | None
    transcript: Transcript | None
    problem: str = ""
    clash: Any = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> str:
        return str(self.transcript.state) if self.transcript is not None else "none"

    @property
    def is_ready(self) -> bool:
        return self.state == Transcript.State.READY

    @cached_property
    def partners(self) -> list[Person]:
        return [part.person for part in self.strand.parts.all()]

    @property
    def is_partner(self) -> bool:
        return self.person in self.partners

    @property
    def is_coachee(self) -> bool:
        part = part_of(self.person, self.strand)
        return part is not None and part.role == StrandPart.Role.COACHEE

    @cached_property
    def said(self) -> list[Said]:
        return said_in(self.transcript) if self.transcript is not None and self.is_ready else []

    @cached_property
    def zero_ms(self) -> int:
        return clock.zero_ms(self.conversation) if self.conversation is not None else 0

    @cached_property
    def listeners(self) -> list[ListenerIn]:
        return sitting_in.listeners_of(self.strand)

    @property
    def may_ask_in(self) -> bool:
        enough = len(self.partners) >= sitting_in.FEWEST_PARTNERS
        return self.may_change and enough and not is_across(self.strand)

    @cached_property
    def listener_rows(self) -> list[tuple[ListenerIn, bool, str]]:
        """Who is asked in or in, whether a yes of this person's is missing, and the names of others whose is."""
        rows = []
        for one in self.listeners:
            missing = [] if one.approved_at else sitting_in.missing(one, self.strand)
            others = ", ".join(person.name for person in missing if person != self.person)
            rows.append((one, self.person in missing, others))
        return rows

    # Who speaks

    @cached_property
    def voices(self) -> list[VoiceRow]:
        if self.transcript is None:
            return []
        found = list(self.transcript.voices.select_related("person"))
        return [self._with_sample(voice) for voice in found]

    def _with_sample(self, voice: Voice) -> VoiceRow:
        shortest, longest = SAMPLE_MS
        best: tuple[int, int, int] | None = None
        for said in self.said:
            row = said.row
            if row.voice_id != voice.pk or said.is_gap or row.start_ms is None or row.end_ms is None:
                continue
            length = min(row.end_ms - row.start_ms, longest)
            if length >= shortest and not row.is_overlapped and (best is None or length > best[0]):
                best = (length, row.start_ms, row.start_ms + length)
        return VoiceRow(voice) if best is None else VoiceRow(voice, best[1], best[2])

    @property
    def asks_whose(self) -> bool:
        return any(not row.said for row in self.voices)

    @property
    def can_swap(self) -> bool:
        return len([row for row in self.voices if row.voice.role != Voice.Role.OTHER]) == 2

    # Signing off, and what has changed

    @cached_property
    def sign_offs(self) -> list[SignOff]:
        return signing.signed_by(self.transcript) if self.transcript is not None else []

    @property
    def signed_by_me(self) -> bool:
        return any(one.person_id == self.person.pk for one in self.sign_offs)

    @property
    def is_signed_off(self) -> bool:
        signed = {one.person_id for one in self.sign_offs}
        return bool(signed) and all(person.pk in signed for person in self.partners)

    @cached_property
    def last_own(self) -> Edit | None:
        return editing.last_own(self.transcript, self.person) if self.transcript is not None else None

    @cached_property
    def pseudonyms(self) -> list[Pseudonym]:
        return list(self.transcript.pseudonyms.select_related("by")) if self.transcript is not None else []

    @property
    def has_times(self) -> bool:
        return bool(self.said) and all(said.row.start_ms is not None for said in self.said)

    # The sound

    @cached_property
    def tracks(self) -> list[Track]:
        if self.conversation is None:
            return []
        rows = self.conversation.tracks.select_related("recording").order_by("starts_ms", "number")
        return [one for one in rows if one.recording and one.recording.state == Recording.State.READY]

    @cached_property
    def late_tracks(self) -> list[int]:
        """Where, on people's clock, sound begins that arrived after the talk had been heard: it is not written here."""
        if self.transcript is None or not self.is_ready or not self.transcript.tracks_heard:
            return []
        heard = set(self.transcript.tracks_heard)
        late = [track for track in self.tracks if str(track.code) not in heard]
        return [max(0, track.starts_ms - self.zero_ms) for track in late]

    @cached_property
    def track_codes(self) -> dict[int, str]:
        return {track.pk: str(track.code) for track in self.tracks}

    @property
    def is_being_silenced(self) -> bool:
        return any(track.silence_wanted != track.silence_made for track in self.tracks)

    @property
    def silence_failed(self) -> bool:
        return any(0 < track.silence_failed == track.silence_wanted for track in self.tracks)

    @cached_property
    def voices_out(self) -> list[VoiceOut]:
        if self.conversation is None:
            return []
        return list(self.conversation.voices_out.select_related("person"))

    @property
    def my_voice_out(self) -> VoiceOut | None:
        return next((one for one in self.voices_out if one.person_id == self.person.pk), None)

    @cached_property
    def is_voice_known(self) -> bool:
        """Whether it is known when somebody else speaks, so that one's own voice can go out of the sound at once."""
        return self.transcript is not None and voice_out.is_placed(self.transcript, self.person)

    @property
    def is_held(self) -> bool:
        """Somebody has taken their voice out, and it is not known where it is: nobody hears the sound."""
        return any(one.applied_at is None for one in self.voices_out)

    @cached_property
    def is_unplaced(self) -> bool:
        """Something is withheld that has no place in the sound: nobody hears that."""
        if self.conversation is None or not self.tracks:
            return False
        return silence.is_unplaced(self.conversation.pk)

    @cached_property
    def sound(self) -> str:
        """What the player plays, as JSON; nothing while not a sample may be given to anybody."""
        if self.is_unplaced or any(one.done_at is None for one in self.voices_out):
            return ""
        heard = [track for track in self.tracks if track.silence_wanted == track.silence_made]
        rows = [
            {
                "track": str(track.code),
                "src": f"/film/{track.recording.code}/film",
                "start": track.starts_ms,
                "length": track.recording.duration_ms,
            }
            for track in heard
            if track.recording is not None
        ]
        return json.dumps(rows) if rows else ""

    # While it grows, and before it begins

    @cached_property
    def refused(self) -> list[Person]:
        return making.refused_by(self.conversation) if self.conversation is not None else []

    @property
    def refused_by_me(self) -> bool:
        return self.person in self.refused

    @property
    def has_model(self) -> bool:
        return here.is_installed()

    @property
    def knows_only_english(self) -> bool:
        return here.knows_only_english()

    @property
    def no_model(self) -> str:
        return words.problem("no_model")

    @property
    def failed_because(self) -> str:
        return words.problem(self.transcript.problem) if self.transcript is not None else ""

    @property
    def quality(self) -> str:
        return words.quality(self.transcript.quality) if self.transcript is not None else ""

    @cached_property
    def percent(self) -> int:
        if self.transcript is None:
            return 0
        row = jobs.progress(making.HEAR, str(self.transcript.code))
        if row is None or row.attempt != self.transcript.attempt:
            return 0
        return int(row.fraction_permille // 10)

    @cached_property
    def so_far(self) -> list[Heard]:
        """What was heard so far, a paragraph a piece of five minutes. Nobody has been told apart in it yet."""
        if self.transcript is None or self.state != Transcript.State.GROWING:
            return []
        found = hearing.heard_so_far(self.transcript)
        return [Heard(max(0, at_ms - self.zero_ms), text) for at_ms, text in found]

    @cached_property
    def proposal(self) -> DeletionProposal | None:
        if self.conversation is None:
            return None
        found = DeletionProposal.objects.select_related("by")
        return found.filter(conversation=self.conversation).first()

    @property
    def is_kept(self) -> bool:
        return bool(self.tracks)

    def told(self) -> dict[str, Any]:
        """For the page's script: enough to know whether to look again."""
        row = self.transcript
        return {
            "state": self.state,
            "revision": row.revision if row is not None else 0,
            "percent": self.percent if self.state == Transcript.State.GROWING else 0,
            "heard": self._pieces_heard if self.state == Transcript.State.GROWING else 0,
            "signed": [str(one.person.code) for one in self.sign_offs],
            "sound": bool(self.sound),
            "version": self.version,
        }

    @property
    def _pieces_heard(self) -> int:
        assert self.transcript is not None
        return self.transcript.pieces.filter(heard_at__isnull=False).count()

    @property
    def version(self) -> str:
        """Changes when anything beside the turns does."""
        parts = [self.state, str(bool(self.sound)), str(len(self.refused)), str(len(self.voices_out))]
        parts += [str(one.person_id) for one in self.sign_offs]
        parts += [f"late{at_ms}" for at_ms in self.late_tracks]
        parts += [f"{one.person_id}{mine}{others}" for one, mine, others in self.listener_rows]
        parts += [f"{self.proposal.by_id}{self.proposal.what}" if self.proposal else ""]
        return "-".join(parts)


def page_of(person: Person, strand: Strand) -> Page:
    """Asks no right to see it; what may be changed is asked here."""
    transcript = transcript_of(strand)
    conversation = transcript.conversation if transcript is not None else conversation_of(strand)
    return Page(
        strand=strand,
        person=person,
        may_change=doors.may(person, Act.CHANGE, Kind.WRITTEN, strand),
        conversation=conversation,
        transcript=transcript,
    )
