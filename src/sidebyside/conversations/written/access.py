"""The only way from a person and a strand's public id to what was written down of its talk."""

import uuid

from sidebyside.conversations.models import Conversation, ListenerIn, Pseudonym, Transcript, WrittenTurn
from sidebyside.people.models import Person
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Strand
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def written_strand(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    return strand_for(person, code, act, Kind.WRITTEN)


def transcript_of(strand: Strand) -> Transcript | None:
    """What was written down of a strand's talk, with all that its rows need. Asks no right."""
    rows = Transcript.objects.select_related("conversation", "made_by")
    found = rows.filter(conversation__strand=strand).first()
    if found is not None:
        found.conversation.strand = strand
    return found


def conversation_of(strand: Strand) -> Conversation | None:
    """A strand's talk, where both have come to it. Asks no right."""
    found = Conversation.objects.filter(strand=strand, opened_at__isnull=False).first()
    if found is not None:
        found.strand = strand
    return found


def transcript_for(person: Person, code: uuid.UUID, act: Act = Act.CHANGE) -> Transcript:
    found = transcript_of(written_strand(person, code, act))
    if found is None:
        doors.nothing_here()
    return found


def turn_of(transcript: Transcript, turn: uuid.UUID) -> WrittenTurn:
    found = transcript.turns.filter(code=turn).first()
    if found is None:
        doors.nothing_here()
    return found


def pseudonym_of(transcript: Transcript, code: uuid.UUID) -> Pseudonym:
    found = transcript.pseudonyms.filter(code=code).first()
    if found is None:
        doors.nothing_here()
    return found


def listener_of(strand: Strand, code: uuid.UUID) -> ListenerIn:
    rows = ListenerIn.objects.select_related("strand")
    found = rows.filter(strand=strand, code=code, ended_at__isnull=True).first()
    if found is None:
        doors.nothing_here()
    return found
