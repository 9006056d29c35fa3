"""The only way from a person and a strand's public id to the codes of its talk."""

import uuid

from sidebyside.conversations.models import Transcript, WrittenTurn
from sidebyside.conversations.written.access import transcript_of
from sidebyside.people.models import Person
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Strand
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def coded_strand(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    return strand_for(person, code, act, Kind.CODES)


def further_strand(person: Person, code: uuid.UUID) -> Strand:
    return strand_for(person, code, Act.SEE, Kind.FURTHER)


def ready_transcript(strand: Strand) -> Transcript | None:
    """What can be coded and read: a transcript that is not still growing. Asks no right."""
    found = transcript_of(strand)
    return found if found is not None and found.state == Transcript.State.READY else None


def coded_transcript(person: Person, code: uuid.UUID, act: Act) -> Transcript:
    found = ready_transcript(coded_strand(person, code, act))
    if found is None:
        doors.nothing_here()
    return found


def turn_to_code(transcript: Transcript, code: uuid.UUID) -> WrittenTurn:
    found = transcript.turns.defer("text", "words").filter(code=code).first()
    if found is None or found.is_gap:
        doors.nothing_here()
    return found
