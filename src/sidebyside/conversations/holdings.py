"""What this room holds. A talk is both partners': one takes their own voice out, and both take the words away."""

from collections.abc import Iterator
from functools import partial

from sidebyside.conversations import models as m
from sidebyside.conversations.access import talks_of
from sidebyside.conversations.written import takeaway, voice_out
from sidebyside.conversations.written.access import transcript_of
from sidebyside.core.exchange import Kind as FileKind
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way

AS_A_FILE = "both take the talk away as a file of its own"
NO_WORDS = "that somebody was there, or said yes or no"


def erase(person: Person) -> None:
    """Their own voice and turns, in every talk; the partner keeps what is theirs."""
    for conversation in talks_of(person):
        voice_out.take_out(conversation, person)


def files(person: Person) -> Iterator[File]:
    for conversation in talks_of(person):
        transcript = transcript_of(conversation.strand)
        if transcript is not None and transcript.state != m.Transcript.State.GROWING:
            written = takeaway.as_file(transcript, FileKind.JSON)
            number = conversation.strand.cycle.number
            name = f"talks/cycle-{number}-{str(conversation.code)[:8]}.json"
            yield File(name, partial(_in_one, written))


def _in_one(body: bytes) -> Iterator[bytes]:
    return iter([body])


ROOM = Room(
    "conversations",
    (
        Holding(m.TalkNote, Way.OWN, "author", ("conversation", "at_ms", "words")),
        Holding(m.TurnCode, Way.OWN, "coder", ("transcript", "dimension", "value")),
        Holding(
            m.Track, Way.TALK, why_not="the sound is both partners', and may be heard until its last day"
        ),
        Holding(m.Transcript, Way.WRITTEN, why_not=AS_A_FILE),
        Holding(m.WrittenTurn, Way.WRITTEN, why_not=AS_A_FILE),
        Holding(m.Voice, Way.WRITTEN, why_not=AS_A_FILE),
        Holding(m.Pseudonym, Way.WRITTEN, why_not="a name is there so that it is not handed on"),
        Holding(m.Edit, Way.WRITTEN, why_not="what stood there before, for undoing alone"),
        Holding(m.Piece, Way.WRITTEN, why_not="on the way to the words"),
        Holding(m.Voices, Way.WRITTEN, why_not="on the way to the words"),
        Holding(m.Suggestions, Way.WRITTEN, why_not="made by the machine, and made anew at any time"),
        Holding(m.SignOff, Way.WRITTEN, why_not=NO_WORDS),
        Holding(m.BlindCoding, Way.WRITTEN, why_not=NO_WORDS),
        Holding(m.CoderReady, Way.WRITTEN, why_not=NO_WORDS),
        Holding(m.Conversation, Way.PLACE, why_not=NO_WORDS),
        Holding(m.Confirmation, Way.PLACE, why_not=NO_WORDS),
        Holding(m.JoinCode, Way.PLACE, why_not=NO_WORDS),
        Holding(m.StimulusEvent, Way.PLACE, why_not="what was on screen when: times only"),
        Holding(m.DeletionProposal, Way.PLACE, why_not=NO_WORDS),
        Holding(m.WritingRefused, Way.PLACE, why_not=NO_WORDS),
        Holding(m.VoiceOut, Way.PLACE, why_not=NO_WORDS),
    ),
    erase=erase,
    files=files,
)
